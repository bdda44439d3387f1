package io.antiphon.rtp.jitter;

/**
 * Aims at the delay that 19 of 20 packets keep, plus one packet for the coarse steps in which
 * playout asks. Older packets count less and less, with a memory of 300, so that a storm passes out
 * of it in seconds.
 */
public final class QuantileDelayEstimator implements DelayEstimator {
  private static final double QUANTILE = 0.95;
  private static final double MEMORY_PACKETS = 300;
  private static final int WARM_UP_PACKETS = 100;
  private static final double MAX_WEIGHT = 1e9;
  private static final int BINS_PER_SECOND = 200;

  private final int minTicks;
  private final int maxTicks;
  private final int initialTicks;
  private final int binTicks;
  private final double[] bins;
  private double weight = 1;
  private double sum;
  private long packets;
  private int targetTicks;

  /**
   * Starts at the configured initial delay.
   *
   * @param config gives the clock rate and the delays
   */
  public QuantileDelayEstimator(JitterConfig config) {
    minTicks = config.ticks(config.minDelay());
    maxTicks = config.ticks(config.maxDelay());
    initialTicks = config.ticks(config.initialDelay());
    binTicks = Math.max(1, config.clockRateHz() / BINS_PER_SECOND);
    bins = new double[maxTicks / binTicks + 1];
    targetTicks = initialTicks;
  }

  @Override
  public void onPacket(long delayTicks, int durationTicks) {
    if (delayTicks > maxTicks) {
      return; // no delay we may have would have saved it
    }
    packets++;
    // Instead of making the old ones lighter, each new one is heavier.
    weight /= 1 - 1 / MEMORY_PACKETS;
    bins[(int) Math.max(0, delayTicks) / binTicks] += weight;
    sum += weight;
    if (weight > MAX_WEIGHT) {
      for (int i = 0; i < bins.length; i++) {
        bins[i] /= weight;
      }
      sum /= weight;
      weight = 1;
    }
    int kept = quantileTicks() + durationTicks;
    int floor = packets < WARM_UP_PACKETS ? initialTicks : minTicks;
    targetTicks = Math.max(floor, Math.min(maxTicks, kept));
  }

  private int quantileTicks() {
    double wanted = sum * QUANTILE;
    double reached = 0;
    for (int i = 0; i < bins.length; i++) {
      reached += bins[i];
      if (reached >= wanted) {
        return (i + 1) * binTicks;
      }
    }
    return maxTicks;
  }

  @Override
  public int targetTicks() {
    return targetTicks;
  }
}
