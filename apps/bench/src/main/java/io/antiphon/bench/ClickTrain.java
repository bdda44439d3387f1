package io.antiphon.bench;

import java.util.random.RandomGenerator;

/**
 * Clicks at irregular times, about one a second, so that they meet every phase of every clock. Each
 * is a burst of 10 ms that a codec lets through.
 */
final class ClickTrain {
  static final int RATE_HZ = 48_000;

  private static final int CLICK_SAMPLES = RATE_HZ / 100;
  private static final int LEAST_GAP = RATE_HZ * 8 / 10;
  private static final int MOST_GAP = RATE_HZ * 12 / 10;
  private static final double PERIODS = 10;
  private static final double AMPLITUDE = 0.6 * Short.MAX_VALUE;

  private final RandomGenerator random;
  private int untilEnd;

  ClickTrain(RandomGenerator random) {
    this.random = random;
    untilEnd = MOST_GAP;
  }

  /** The next sample of 48,000 a second. */
  short next() {
    if (untilEnd == 0) {
      untilEnd = random.nextInt(LEAST_GAP, MOST_GAP);
    }
    untilEnd--;
    if (untilEnd >= CLICK_SAMPLES) {
      return 0;
    }
    double phase = 1 - (untilEnd + 1) / (double) CLICK_SAMPLES;
    double envelope = 0.5 - 0.5 * Math.cos(2 * Math.PI * phase);
    return (short) Math.round(AMPLITUDE * envelope * Math.sin(2 * Math.PI * PERIODS * phase));
  }
}
