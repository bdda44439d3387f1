/**
 * Opus (RFC 6716) as RTP carries it (RFC 7587), always at 48 kHz.
 *
 * <p>{@link io.antiphon.codec.opus.OpusEncoder} is built with bit rate, channels, in-band FEC and
 * what it is for ({@link io.antiphon.codec.opus.OpusApplication}); {@link
 * io.antiphon.codec.opus.OpusDecoder} decodes, conceals, and rebuilds a lost packet from the one
 * after it. {@link io.antiphon.codec.opus.OpusPacket} tells what a packet is without decoding it.
 * The first packets of a process are slow: {@link io.antiphon.codec.opus.OpusWarmUp} makes them
 * somebody else's.
 */
@NullMarked
package io.antiphon.codec.opus;

import org.jspecify.annotations.NullMarked;
