/** DTLS handshake and SRTP protection (RFC 5763, 5764). */
@NullMarked
package io.antiphon.dtlssrtp;

import org.jspecify.annotations.NullMarked;
