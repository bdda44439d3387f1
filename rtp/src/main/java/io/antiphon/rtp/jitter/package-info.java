/**
 * Packets put in order: for the ear, at once, and for the file, completely.
 *
 * <p>{@link io.antiphon.rtp.jitter.JitterBuffer} is asked every few milliseconds what to play and
 * answers with a {@link io.antiphon.rtp.jitter.PlayoutDecision}: decode this packet, rebuild a lost
 * one, conceal, play faster or slower. How long it waits follows a {@link
 * io.antiphon.rtp.jitter.DelayEstimator}, by default {@link
 * io.antiphon.rtp.jitter.QuantileDelayEstimator}. {@link io.antiphon.rtp.jitter.PatientReader} has
 * time: it waits up to a second for what is late, and reads a stream from its first packet to its
 * last.
 *
 * <p>Both know no codec, and have no clock: time is nanoseconds that a caller gives, media time is
 * ticks of the RTP clock.
 */
@NullMarked
package io.antiphon.rtp.jitter;

import org.jspecify.annotations.NullMarked;
