/**
 * WAV files: read whole or as they come, written so that a crash leaves them readable.
 *
 * <p>{@link io.antiphon.codec.wav.WavFile} reads one into an {@link io.antiphon.codec.AudioClip},
 * {@link io.antiphon.codec.wav.WavReader} a little at a time, {@link
 * io.antiphon.codec.wav.WavStream} from a stream that somebody is still writing; 8 to 32 bits,
 * floating point, any number of channels. {@link io.antiphon.codec.wav.WavWriter} writes the same
 * kinds.
 */
@NullMarked
package io.antiphon.codec.wav;

import org.jspecify.annotations.NullMarked;
