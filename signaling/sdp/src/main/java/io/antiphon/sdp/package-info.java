/**
 * Session descriptions (RFC 8866) with what WebRTC says in them (RFC 8829): parsed whole, written
 * back the same.
 *
 * <p>{@link io.antiphon.sdp.SessionDescription#parse} gives an immutable description whose {@link
 * io.antiphon.sdp.MediaDescription}s have accessors for what is used, {@link
 * io.antiphon.sdp.RtpMap}, {@link io.antiphon.sdp.ExtMap}, {@link io.antiphon.sdp.Direction},
 * {@link io.antiphon.sdp.Setup} and so on, and keep every line that nobody understands. Builders
 * change copies. {@link io.antiphon.sdp.SdpFragment} is what trickles in between (RFC 8840, RFC
 * 9725). What is malformed is an {@link io.antiphon.sdp.SdpFormatException} that names the line.
 *
 * <p>Grammar only: what may be answered to an offer is for whoever negotiates.
 */
@NullMarked
package io.antiphon.sdp;

import org.jspecify.annotations.NullMarked;
