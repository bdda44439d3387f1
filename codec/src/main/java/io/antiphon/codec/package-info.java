/**
 * PCM, and what is done with it on its way.
 *
 * <p>{@link io.antiphon.codec.AudioFormat} is a rate and a number of channels, {@link
 * io.antiphon.codec.AudioFrame} samples that know theirs (16 bits, interleaved). Three interfaces
 * are for code of yours: {@link io.antiphon.codec.AudioSource} is asked for samples, {@link
 * io.antiphon.codec.AudioSink} is given frames, {@link io.antiphon.codec.AudioProcessor} changes
 * them in between.
 *
 * <p>{@link io.antiphon.codec.AudioEncoder} and {@link io.antiphon.codec.AudioDecoder} are what
 * {@code opus}, {@code g711} and {@code g722} implement; a decoder conceals what is lost, too.
 * {@link io.antiphon.codec.Resampler}, {@link io.antiphon.codec.ChannelMix}, {@link
 * io.antiphon.codec.FormatConversion}, {@link io.antiphon.codec.TimeStretch}, {@link
 * io.antiphon.codec.Mixer}, {@link io.antiphon.codec.Gain} and {@link io.antiphon.codec.LevelMeter}
 * do what they are called. {@code wav} has files, {@code processor} processors by name.
 *
 * <p>Everything keeps its state to itself and is used by one thread at a time.
 */
@NullMarked
package io.antiphon.codec;

import org.jspecify.annotations.NullMarked;
