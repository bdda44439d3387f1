/**
 * Against losses: redundant payloads (RFC 2198) and packets sent again (RFC 4585, RFC 4588).
 *
 * <p>{@link io.antiphon.rtp.repair.RedWriter} puts the payload before into each packet, {@link
 * io.antiphon.rtp.repair.RedReader} takes them apart. {@link io.antiphon.rtp.repair.MissingPackets}
 * knows what to ask for and when, {@link io.antiphon.rtp.repair.SentPackets} remembers what may be
 * asked for, and {@link io.antiphon.rtp.repair.RtxWriter} with {@link
 * io.antiphon.rtp.repair.RtxReader} carry it in a stream of its own.
 */
@NullMarked
package io.antiphon.rtp.repair;

import org.jspecify.annotations.NullMarked;
