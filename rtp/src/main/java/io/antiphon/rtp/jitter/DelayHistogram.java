package io.antiphon.rtp.jitter;

/**
 * How late things come, the latest half minute counting most: tells the delay that a share of them
 * keeps.
 */
final class DelayHistogram {
  private static final double MEMORY_SECONDS = 25;
  private static final double FADING_SECONDS = 1;
  private static final double MAX_WEIGHT = 1e9;
  private static final double NOTHING = 1e-6;
  private static final int BINS_PER_SECOND = 400;

  private final int clockRateHz;
  private final int binTicks;
  private final double[] bins;
  private double weight = 1;
  private double sum;

  /** Delays beyond the most are not to be added. */
  DelayHistogram(int clockRateHz, int mostTicks) {
    this.clockRateHz = clockRateHz;
    binTicks = Math.max(1, clockRateHz / BINS_PER_SECOND);
    bins = new double[mostTicks / binTicks + 1];
  }

  void add(long delayTicks, int durationTicks) {
    // Instead of making the old ones lighter, each new one is heavier.
    weight *= 1 + durationTicks / (MEMORY_SECONDS * clockRateHz);
    bins[(int) delayTicks / binTicks] += weight;
    sum += weight;
    if (weight > MAX_WEIGHT) {
      for (int i = 0; i < bins.length; i++) {
        bins[i] /= weight;
      }
      sum /= weight;
      weight = 1;
    }
  }

  /** Forgets within seconds what came later than that; to be called for each that is added. */
  void fadeBeyond(long delayTicks, int durationTicks) {
    double kept = Math.max(0, 1 - durationTicks / (FADING_SECONDS * clockRateHz));
    for (int i = (int) Math.min(bins.length, delayTicks / binTicks + 1); i < bins.length; i++) {
      double left = bins[i] * kept < NOTHING ? 0 : bins[i] * kept;
      sum -= bins[i] - left;
      bins[i] = left;
    }
  }

  /** What this share of them keeps, a little rounded up. */
  int quantileTicks(double share) {
    double beyond = sum * (1 - share);
    double found = 0;
    for (int i = bins.length - 1; i > 0; i--) {
      found += bins[i];
      if (found > beyond) {
        return (i + 1) * binTicks;
      }
    }
    return binTicks;
  }

  /** How finely it tells. */
  int binTicks() {
    return binTicks;
  }
}
