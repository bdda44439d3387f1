package io.antiphon.peer;

import io.antiphon.rtp.jitter.JitterConfig;
import java.time.Duration;
import java.util.List;

/**
 * Settings of a peer's audio path. Immutable; {@link #defaults} gives the usual ones, {@link
 * #toBuilder} others. Samples are 16 bit throughout.
 *
 * @param channels asked of the other side: 1, or 2 for stereo if it has that; what is sent follows
 *     the source and what the other side asks for
 * @param sampleRateHz at which sources are read, which bounds what can be heard of them: 8,000,
 *     12,000, 16,000, 24,000 or 48,000
 * @param packetMillis what a packet that we send lasts: 10, 20, 40 or 60 ms, unless the other side
 *     asks for another length or takes no such long ones (RFC 8866 §6.4, §6.5)
 * @param opusBitrateBps 6,000 to 510,000 bit/s; 0 for what suits: per channel 32,000 for speech,
 *     48,000 for anything else
 * @param opusMinBitrateBps 6,000 to 510,000 bit/s: no less than this is sent over a way that bears
 *     little; with as much as the bit rate itself, that stays as it is
 * @param opusComplexity 0, cheapest, to 10, best
 * @param opusFec whether packets carry redundancy where the other side asks for it
 * @param opusRed when packets carry a copy of the one before, where the other side takes that
 * @param nack whether we offer that lost packets of Opus be asked for again (RFC 4585, RFC 4588);
 *     where the other side offers it, it is taken up anyway
 * @param opusDtx whether silence is not sent, nor wanted; in G.711 and G.722 comfort noise stands
 *     for it, where the other side takes that (RFC 3389)
 * @param opusMaxPlaybackRateHz asked of the other side, {@code maxplaybackrate} (RFC 7587 §6.1):
 *     8,000 to 48,000, above half of which it need not send anything
 * @param opusMaxAverageBitrateBps asked of the other side, {@code maxaveragebitrate}: 6,000 to
 *     510,000 bit/s, 0 for as many as it likes
 * @param playoutMin least delay of live audio that comes in, 0 to 10,000 ms
 * @param playoutMax most delay, from {@code playoutMin} to 10,000 ms, at least 20 ms
 * @param pushBuffer how much pushed audio may wait to be sent, 20 to 60,000 ms
 * @param recorderBuffer how much of a recording may wait for the disk, 1,000 to 60,000 ms
 * @param recorderPatience how long a recording waits for a late packet, 0 to 10,000 ms
 */
public record AudioConfig(
    int channels,
    int sampleRateHz,
    int packetMillis,
    int opusBitrateBps,
    int opusMinBitrateBps,
    int opusComplexity,
    boolean opusFec,
    Redundancy opusRed,
    boolean nack,
    boolean opusDtx,
    int opusMaxPlaybackRateHz,
    int opusMaxAverageBitrateBps,
    Duration playoutMin,
    Duration playoutMax,
    Duration pushBuffer,
    Duration recorderBuffer,
    Duration recorderPatience) {
  private static final List<Integer> RATES = List.of(8_000, 12_000, 16_000, 24_000, 48_000);
  private static final List<Integer> PACKET_TIMES = List.of(10, 20, 40, 60);
  private static final Duration FIRST_PLAYOUT = Duration.ofMillis(40);
  private static final int USUAL_PACKETS = 256;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException in a sentence that names the setting, its range and its unit
   */
  public AudioConfig {
    check("channels", channels, 1, 2, "");
    checkOneOf("rate", sampleRateHz, RATES, "Hz");
    checkOneOf("packet time", packetMillis, PACKET_TIMES, "ms");
    if (opusBitrateBps != 0) {
      check("Opus bitrate", opusBitrateBps, 6_000, 510_000, " bit/s, or 0 for what suits");
    }
    check("Opus minimum bitrate", opusMinBitrateBps, 6_000, 510_000, " bit/s");
    check("Opus complexity", opusComplexity, 0, 10, "");
    check("Opus playback rate", opusMaxPlaybackRateHz, 8_000, 48_000, " Hz");
    if (opusMaxAverageBitrateBps != 0) {
      check("Opus average bitrate", opusMaxAverageBitrateBps, 6_000, 510_000, " bit/s, or 0");
    }
    check("playout minimum", playoutMin.toMillis(), 0, 10_000, " ms");
    check("playout maximum", playoutMax.toMillis(), 20, 10_000, " ms");
    if (playoutMin.compareTo(playoutMax) > 0) {
      throw new IllegalArgumentException(
          "playout minimum, "
              + playoutMin.toMillis()
              + " ms, is more than playout maximum, "
              + playoutMax.toMillis()
              + " ms");
    }
    check("push buffer", pushBuffer.toMillis(), 20, 60_000, " ms");
    check("recorder buffer", recorderBuffer.toMillis(), 1_000, 60_000, " ms");
    check("recorder patience", recorderPatience.toMillis(), 0, 10_000, " ms");
  }

  /** The longest packet time there is that is no longer than this, ms; the shortest at least. */
  static int packetMillisWithin(int most) {
    return PACKET_TIMES.stream()
        .filter(each -> each <= most)
        .reduce(PACKET_TIMES.get(0), Math::max);
  }

  private static void check(String what, long value, long min, long max, String unit) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + " is from " + min + " to " + max + unit + ", not " + value);
    }
  }

  private static void checkOneOf(String what, int value, List<Integer> choice, String unit) {
    if (!choice.contains(value)) {
      throw new IllegalArgumentException(
          what + " is one of " + choice + " " + unit + ", not " + value);
    }
  }

  /**
   * Mono, 48 kHz, 20 ms, the bit rate that suits, at least 16 kbit/s of it, complexity 5, FEC, RED
   * on loss, no NACK, no DTX, 0 to 500 ms of playout, 3 s of push buffer, 5 s of recorder buffer, 1
   * s of patience.
   */
  public static AudioConfig defaults() {
    return new Builder().build();
  }

  /** A builder that begins with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.channels = channels;
    builder.sampleRateHz = sampleRateHz;
    builder.packetMillis = packetMillis;
    builder.opusBitrateBps = opusBitrateBps;
    builder.opusMinBitrateBps = opusMinBitrateBps;
    builder.opusComplexity = opusComplexity;
    builder.opusFec = opusFec;
    builder.opusRed = opusRed;
    builder.nack = nack;
    builder.opusDtx = opusDtx;
    builder.opusMaxPlaybackRateHz = opusMaxPlaybackRateHz;
    builder.opusMaxAverageBitrateBps = opusMaxAverageBitrateBps;
    builder.playoutMin = playoutMin;
    builder.playoutMax = playoutMax;
    builder.pushBuffer = pushBuffer;
    builder.recorderBuffer = recorderBuffer;
    builder.recorderPatience = recorderPatience;
    return builder;
  }

  /** How the jitter buffer of a source with that RTP clock is set. */
  JitterConfig jitterConfig(int clockRateHz) {
    JitterConfig usual = JitterConfig.of(clockRateHz);
    Duration initial = FIRST_PLAYOUT.compareTo(playoutMin) < 0 ? playoutMin : FIRST_PLAYOUT;
    initial = initial.compareTo(playoutMax) > 0 ? playoutMax : initial;
    int packets = USUAL_PACKETS;
    while (packets * 5L < playoutMax.toMillis()) { // twice as many as there can be of 10 ms
      packets *= 2;
    }
    return new JitterConfig(
        clockRateHz,
        initial,
        playoutMin,
        playoutMax,
        usual.maxConcealment(),
        usual.restartAfter(),
        packets);
  }

  /** Settings in the making; {@link #build} checks them. */
  public static final class Builder {
    private int channels = 1;
    private int sampleRateHz = 48_000;
    private int packetMillis = 20;
    private int opusBitrateBps;
    private int opusMinBitrateBps = 16_000;
    private int opusComplexity = 5;
    private boolean opusFec = true;
    private Redundancy opusRed = Redundancy.ON_LOSS;
    private boolean nack;
    private boolean opusDtx;
    private int opusMaxPlaybackRateHz = 48_000;
    private int opusMaxAverageBitrateBps;
    private Duration playoutMin = Duration.ZERO;
    private Duration playoutMax = Duration.ofMillis(500);
    private Duration pushBuffer = Duration.ofSeconds(3);
    private Duration recorderBuffer = Recorder.DEFAULT_BUFFER;
    private Duration recorderPatience = Duration.ofSeconds(1);

    private Builder() {}

    /** {@link AudioConfig#channels}. */
    public Builder channels(int value) {
      channels = value;
      return this;
    }

    /** {@link AudioConfig#sampleRateHz}. */
    public Builder sampleRateHz(int value) {
      sampleRateHz = value;
      return this;
    }

    /** {@link AudioConfig#packetMillis}. */
    public Builder packetMillis(int value) {
      packetMillis = value;
      return this;
    }

    /** {@link AudioConfig#opusBitrateBps}. */
    public Builder opusBitrateBps(int value) {
      opusBitrateBps = value;
      return this;
    }

    /** {@link AudioConfig#opusMinBitrateBps}. */
    public Builder opusMinBitrateBps(int value) {
      opusMinBitrateBps = value;
      return this;
    }

    /** {@link AudioConfig#opusComplexity}. */
    public Builder opusComplexity(int value) {
      opusComplexity = value;
      return this;
    }

    /** {@link AudioConfig#opusFec}. */
    public Builder opusFec(boolean value) {
      opusFec = value;
      return this;
    }

    /** {@link AudioConfig#opusRed}. */
    public Builder opusRed(Redundancy value) {
      opusRed = value;
      return this;
    }

    /** {@link AudioConfig#nack}. */
    public Builder nack(boolean value) {
      nack = value;
      return this;
    }

    /** {@link AudioConfig#opusDtx}. */
    public Builder opusDtx(boolean value) {
      opusDtx = value;
      return this;
    }

    /** {@link AudioConfig#opusMaxPlaybackRateHz}. */
    public Builder opusMaxPlaybackRateHz(int value) {
      opusMaxPlaybackRateHz = value;
      return this;
    }

    /** {@link AudioConfig#opusMaxAverageBitrateBps}. */
    public Builder opusMaxAverageBitrateBps(int value) {
      opusMaxAverageBitrateBps = value;
      return this;
    }

    /** {@link AudioConfig#playoutMin} and {@link AudioConfig#playoutMax}. */
    public Builder playout(Duration min, Duration max) {
      playoutMin = min;
      playoutMax = max;
      return this;
    }

    /** {@link AudioConfig#pushBuffer}. */
    public Builder pushBuffer(Duration value) {
      pushBuffer = value;
      return this;
    }

    /** {@link AudioConfig#recorderBuffer}. */
    public Builder recorderBuffer(Duration value) {
      recorderBuffer = value;
      return this;
    }

    /** {@link AudioConfig#recorderPatience}. */
    public Builder recorderPatience(Duration value) {
      recorderPatience = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException in a sentence that names what is out of range
     */
    public AudioConfig build() {
      return new AudioConfig(
          channels,
          sampleRateHz,
          packetMillis,
          opusBitrateBps,
          opusMinBitrateBps,
          opusComplexity,
          opusFec,
          opusRed,
          nack,
          opusDtx,
          opusMaxPlaybackRateHz,
          opusMaxAverageBitrateBps,
          playoutMin,
          playoutMax,
          pushBuffer,
          recorderBuffer,
          recorderPatience);
    }
  }
}
