/** RTP and RTCP, reception and sending, jitter buffer (RFC 3550). */
@NullMarked
package io.antiphon.rtp;

import org.jspecify.annotations.NullMarked;
