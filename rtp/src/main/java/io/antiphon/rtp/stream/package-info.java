/**
 * The streams of one RTP session: those sent, those received, and their reports (RFC 3550).
 *
 * <p>{@link io.antiphon.rtp.stream.RtpSession} is one side of a call. It makes an {@link
 * io.antiphon.rtp.stream.RtpSender} for each stream of ours, which numbers, stamps and counts, and
 * an {@link io.antiphon.rtp.stream.RtpReceiver} for each source that is heard, with its losses and
 * its jitter; it says when a report is due, hands it out by {@code pollRtcp}, and tells who came
 * and who left as {@link io.antiphon.rtp.stream.RtpEvent}s. What the other side has said of our
 * streams is {@link io.antiphon.rtp.stream.RemoteReception}.
 *
 * <p>No socket, thread or clock; one thread drives a session and all that belongs to it.
 */
@NullMarked
package io.antiphon.rtp.stream;

import org.jspecify.annotations.NullMarked;
