/**
 * RTP packets and the values in their headers (RFC 3550 §5, RFC 8285, RFC 6464).
 *
 * <p>{@link io.antiphon.rtp.RtpPacket} is a view of a datagram that may be used again and again.
 * {@link io.antiphon.rtp.SequenceNumber} and {@link io.antiphon.rtp.RtpTimestamp} carry the
 * arithmetic of numbers that wrap; {@link io.antiphon.rtp.HeaderExtensionIds} says which extension
 * has which number in a call. What is wrong with bytes is a {@link
 * io.antiphon.rtp.RtpFormatException}, made without a stack trace.
 *
 * <p>From here: {@code stream} sends and receives, {@code rtcp} reads and writes reports, {@code
 * jitter} puts packets in order for the ear and for the file, {@code repair} makes losses good,
 * {@code congestion} finds how much the path bears, {@code event} has the keys of a telephone,
 * {@code quality} says how it all sounds.
 */
@NullMarked
package io.antiphon.rtp;

import org.jspecify.annotations.NullMarked;
