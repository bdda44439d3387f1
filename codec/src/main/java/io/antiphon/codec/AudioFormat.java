package io.antiphon.codec;

/**
 * What a stretch of PCM is: how many samples per second, and how many channels lie side by side.
 * Samples are always 16-bit signed, interleaved (left, right, left, right …).
 *
 * @param sampleRateHz samples per second and channel, 1,000 to 768,000
 * @param channels 1 (mono), 2 (stereo: left, right), up to 64
 */
public record AudioFormat(int sampleRateHz, int channels) {
  /** What Opus speaks on the wire and what outgoing audio is pulled as: 48 kHz mono. */
  public static final AudioFormat MONO_48K = mono(48_000);

  /** 48 kHz stereo. */
  public static final AudioFormat STEREO_48K = stereo(48_000);

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /**
   * Refuses what is out of range.
   *
   * @throws IllegalArgumentException naming the value
   */
  public AudioFormat {
    if (sampleRateHz < 1_000 || sampleRateHz > 768_000) {
      throw new IllegalArgumentException("sample rate " + sampleRateHz + " Hz");
    }
    if (channels < 1 || channels > 64) {
      throw new IllegalArgumentException(channels + " channels");
    }
  }

  /** One channel at this rate. */
  public static AudioFormat mono(int sampleRateHz) {
    return new AudioFormat(sampleRateHz, 1);
  }

  /** Two channels at this rate. */
  public static AudioFormat stereo(int sampleRateHz) {
    return new AudioFormat(sampleRateHz, 2);
  }

  /** Whole samples per channel in this many milliseconds; a fraction is cut off. */
  public int samplesPerChannel(int millis) {
    return Math.toIntExact((long) sampleRateHz * millis / 1000);
  }

  /** How long this many samples per channel last, in nanoseconds, cut off; exact for 68 years. */
  public long nanos(long samplesPerChannel) {
    return samplesPerChannel / sampleRateHz * NANOS_PER_SECOND
        + samplesPerChannel % sampleRateHz * NANOS_PER_SECOND / sampleRateHz;
  }

  /** How long this many samples per channel last, in seconds. */
  public double seconds(long samplesPerChannel) {
    return (double) samplesPerChannel / sampleRateHz;
  }
}
