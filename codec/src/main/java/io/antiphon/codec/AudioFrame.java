package io.antiphon.codec;

import java.util.Arrays;

/**
 * A stretch of PCM that knows its format. Its owner fills the same frame again and again, so
 * whoever is handed one reads it during the call, or takes a {@link #copy}.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class AudioFrame {
  private final AudioFormat format;
  private final short[] samples;
  private int samplesPerChannel;

  /**
   * A frame with nothing in it yet.
   *
   * @param capacityPerChannel the most samples per channel that it can ever hold
   */
  public AudioFrame(AudioFormat format, int capacityPerChannel) {
    this(format, new short[capacityPerChannel * format.channels()], 0);
  }

  private AudioFrame(AudioFormat format, short[] samples, int samplesPerChannel) {
    this.format = format;
    this.samples = samples;
    setSamplesPerChannel(samplesPerChannel);
  }

  /**
   * A frame around samples that are already there; the array is kept, not copied.
   *
   * @throws IllegalArgumentException if the array is no whole number of samples per channel
   */
  public static AudioFrame of(AudioFormat format, short[] interleaved) {
    if (interleaved.length % format.channels() != 0) {
      throw new IllegalArgumentException(
          interleaved.length + " samples do not divide into " + format.channels() + " channels");
    }
    return new AudioFrame(format, interleaved, interleaved.length / format.channels());
  }

  /** Rate and channels. */
  public AudioFormat format() {
    return format;
  }

  /**
   * The array itself, interleaved, from index 0; only the first {@code samplesPerChannel ×
   * channels} count.
   */
  public short[] samples() {
    return samples;
  }

  /** How many samples of each channel are in it; may be 0. */
  public int samplesPerChannel() {
    return samplesPerChannel;
  }

  /** How many shorts count, all channels together. */
  public int length() {
    return samplesPerChannel * format.channels();
  }

  /** The most samples per channel it can hold. */
  public int capacityPerChannel() {
    return samples.length / format.channels();
  }

  /**
   * Says how much of the array counts, after filling it.
   *
   * @throws IllegalArgumentException if negative or more than the capacity
   */
  public void setSamplesPerChannel(int samplesPerChannel) {
    if (samplesPerChannel < 0 || samplesPerChannel > capacityPerChannel()) {
      throw new IllegalArgumentException(
          samplesPerChannel + " samples per channel in a frame for " + capacityPerChannel());
    }
    this.samplesPerChannel = samplesPerChannel;
  }

  /** A frame of its own with the same samples. */
  public AudioFrame copy() {
    return new AudioFrame(format, Arrays.copyOf(samples, length()), samplesPerChannel);
  }
}
