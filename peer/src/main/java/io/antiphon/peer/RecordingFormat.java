package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a recording is to be: unless something else is asked for, what was sent.
 *
 * @param container the kind of file
 * @param sampleRateHz of a WAV file, 8,000 to 192,000; null for the rate that was sent
 * @param channels of a WAV file, 1 or 2; null for as many as were sent
 * @param bitsPerSample of a WAV file: 8, 16 or 24
 */
public record RecordingFormat(
    Container container,
    @Nullable Integer sampleRateHz,
    @Nullable Integer channels,
    int bitsPerSample) {
  /** The kinds of files. */
  public enum Container {
    /** PCM. */
    WAV(".wav"),
    /** The Opus packets as they were sent, in Ogg (RFC 7845). */
    OPUS(".opus");

    private final String suffix;

    Container(String suffix) {
      this.suffix = suffix;
    }

    /** How the names of such files end, with the dot. */
    public String suffix() {
      return suffix;
    }
  }

  /** A WAV file of 16 bits with the rate and the channels that were sent. */
  public static final RecordingFormat WAV = new RecordingFormat(Container.WAV, null, null, 16);

  /** Ogg/Opus, not transcoded. */
  public static final RecordingFormat OPUS = new RecordingFormat(Container.OPUS, null, null, 16);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException in a sentence that names what is out of range
   */
  public RecordingFormat {
    if (sampleRateHz != null && (sampleRateHz < 8_000 || sampleRateHz > 192_000)) {
      throw new IllegalArgumentException("rate is from 8000 to 192000 Hz, not " + sampleRateHz);
    }
    if (channels != null && channels != 1 && channels != 2) {
      throw new IllegalArgumentException("channels is 1 or 2, not " + channels);
    }
    if (bitsPerSample != 8 && bitsPerSample != 16 && bitsPerSample != 24) {
      throw new IllegalArgumentException("bits is 8, 16 or 24, not " + bitsPerSample);
    }
    if (container == Container.OPUS
        && (sampleRateHz != null || channels != null || bitsPerSample != 16)) {
      throw new IllegalArgumentException(
          "a recording in Opus is what was sent: rate, channels and bits are for WAV");
    }
  }

  /** The format of a WAV file for what was sent as {@code sent}. */
  AudioFormat of(AudioFormat sent) {
    return new AudioFormat(
        sampleRateHz == null ? sent.sampleRateHz() : sampleRateHz,
        channels == null ? sent.channels() : channels);
  }
}
