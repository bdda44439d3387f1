/**
 * PeerConnection: the W3C object that composes ICE, DTLS-SRTP, RTP, codecs and SDP.
 *
 * <p>Begin with {@link io.antiphon.peer.PeerConnection}; its sections are {@link
 * io.antiphon.peer.Transceiver}s, and {@link io.antiphon.peer.PerfectNegotiation} negotiates them
 * when they change. Inside, {@code PeerSession} puts together a {@code Signaling} (what
 * descriptions do to the transport), a {@code Negotiation} (the descriptions alone, sans-IO) and a
 * {@code MediaTransport}.
 */
@NullMarked
package io.antiphon.peer;

import org.jspecify.annotations.NullMarked;
