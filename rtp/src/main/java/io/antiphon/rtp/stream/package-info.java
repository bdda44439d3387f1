/** The streams of one RTP session: those sent, those received, and their reports (RFC 3550). */
@NullMarked
package io.antiphon.rtp.stream;

import org.jspecify.annotations.NullMarked;
