package io.antiphon.rtp.jitter;

import java.time.Duration;

/**
 * Settings of a {@link JitterBuffer}; {@link #of} gives the usual ones, the {@code with} methods
 * change one each.
 *
 * @param clockRateHz ticks per second of the RTP clock
 * @param initialDelay to aim at until enough packets have been seen
 * @param minDelay never aim lower
 * @param maxDelay never aim higher; audio that has waited longer is skipped at once
 * @param maxConcealment in a row; then silence
 * @param restartAfter when nothing has come for so long, the next packet is buffered like a first
 * @param capacityPackets a power of two
 */
public record JitterConfig(
    int clockRateHz,
    Duration initialDelay,
    Duration minDelay,
    Duration maxDelay,
    Duration maxConcealment,
    Duration restartAfter,
    int capacityPackets) {
  private static final int MAX_SECONDS = 60;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public JitterConfig {
    if (clockRateHz <= 0) {
      throw new IllegalArgumentException("clock rate " + clockRateHz + " Hz");
    }
    if (minDelay.isNegative()
        || minDelay.compareTo(initialDelay) > 0
        || initialDelay.compareTo(maxDelay) > 0
        || maxDelay.toSeconds() > MAX_SECONDS) {
      throw new IllegalArgumentException(
          "delays not in order: " + minDelay + ", " + initialDelay + ", " + maxDelay);
    }
    if (maxConcealment.isNegative() || restartAfter.isNegative()) {
      throw new IllegalArgumentException("negative: " + maxConcealment + ", " + restartAfter);
    }
    if (Integer.bitCount(capacityPackets) != 1) {
      throw new IllegalArgumentException(capacityPackets + " packets are no power of two");
    }
  }

  /**
   * The usual settings: 40 ms to begin with, 0 to 500 ms, 120 ms of concealment, a restart after 1
   * s, 256 packets.
   */
  public static JitterConfig of(int clockRateHz) {
    return new JitterConfig(
        clockRateHz,
        Duration.ofMillis(40),
        Duration.ZERO,
        Duration.ofMillis(500),
        Duration.ofMillis(120),
        Duration.ofSeconds(1),
        256);
  }

  /** With other delays, each at least the one before. */
  public JitterConfig withDelays(Duration min, Duration initial, Duration max) {
    return new JitterConfig(
        clockRateHz, initial, min, max, maxConcealment, restartAfter, capacityPackets);
  }

  /** With another bound on concealment in a row. */
  public JitterConfig withMaxConcealment(Duration max) {
    return new JitterConfig(
        clockRateHz, initialDelay, minDelay, maxDelay, max, restartAfter, capacityPackets);
  }

  int ticks(Duration duration) {
    return (int) (duration.toNanos() * 1e-9 * clockRateHz);
  }
}
