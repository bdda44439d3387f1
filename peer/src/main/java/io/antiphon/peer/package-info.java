/** PeerConnection: the W3C object that composes ICE, DTLS-SRTP, RTP, codecs and SDP. */
@NullMarked
package io.antiphon.peer;

import org.jspecify.annotations.NullMarked;
