/**
 * G.711: µ-law and A-law, 8 kHz mono (RFC 3551 §4.5.14).
 *
 * <p>{@link io.antiphon.codec.g711.G711Encoder} and {@link io.antiphon.codec.g711.G711Decoder}, of
 * either {@link io.antiphon.codec.g711.G711Law}; a byte is a sample.
 */
@NullMarked
package io.antiphon.codec.g711;

import org.jspecify.annotations.NullMarked;
