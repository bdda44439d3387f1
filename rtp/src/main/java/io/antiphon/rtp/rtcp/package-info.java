/**
 * RTCP packets, read and written (RFC 3550 §6, RFC 5506 for those of reduced size).
 *
 * <p>{@link io.antiphon.rtp.rtcp.RtcpCompound} is what a datagram holds; its parts are the kinds of
 * {@link io.antiphon.rtp.rtcp.RtcpPacket}, records all of them. What is of a kind that we do not
 * know is kept as {@link io.antiphon.rtp.rtcp.UnknownRtcp}. {@link
 * io.antiphon.rtp.rtcp.ReportBlock} is one source as one receiver heard it, {@link
 * io.antiphon.rtp.rtcp.NtpTimestamp} the 64-bit time of sender reports.
 */
@NullMarked
package io.antiphon.rtp.rtcp;

import org.jspecify.annotations.NullMarked;
