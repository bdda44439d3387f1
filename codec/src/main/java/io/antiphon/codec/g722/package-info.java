/**
 * G.722: 16 kHz mono at 64 kbit/s, mode 1 (RFC 3551 §4.5.2).
 *
 * <p>{@link io.antiphon.codec.g722.G722Encoder} and {@link io.antiphon.codec.g722.G722Decoder}; a
 * byte is two samples. Its RTP clock runs at 8 kHz, by an old mistake that everybody keeps to.
 */
@NullMarked
package io.antiphon.codec.g722;

import org.jspecify.annotations.NullMarked;
