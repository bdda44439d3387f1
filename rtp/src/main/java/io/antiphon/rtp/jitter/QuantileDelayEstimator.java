package io.antiphon.rtp.jitter;

/**
 * Aims at the delay that nearly all packets of the last half minute keep, or all of the latest
 * seconds if that is little more, and at least at what tall spikes need that keep recurring; but,
 * those aside, at no more than what the latest seconds have shown, so that a storm is forgotten
 * soon after it has passed.
 */
public final class QuantileDelayEstimator implements DelayEstimator {
  private static final double QUANTILE = 0.983;
  private static final double MEMORY_SECONDS = 25;
  private static final int CLOSE_MILLIS = 10;
  private static final int WARM_UP_SECONDS = 1;
  private static final double MAX_WEIGHT = 1e9;
  private static final int BINS_PER_SECOND = 400;

  private final int clockRateHz;
  private final int minTicks;
  private final int maxTicks;
  private final int initialTicks;
  private final int binTicks;
  private final int closeTicks;
  private final double[] bins;
  private final RecentMaximum recent;
  private final DelaySpikes spikes;
  private double weight = 1;
  private double sum;
  private long mediaTicks;
  private int leastTicks;

  /**
   * Starts at the configured initial delay.
   *
   * @param config gives the clock rate and the delays
   */
  public QuantileDelayEstimator(JitterConfig config) {
    clockRateHz = config.clockRateHz();
    minTicks = config.ticks(config.minDelay());
    maxTicks = config.ticks(config.maxDelay());
    initialTicks = config.ticks(config.initialDelay());
    binTicks = Math.max(1, clockRateHz / BINS_PER_SECOND);
    closeTicks = clockRateHz / 1000 * CLOSE_MILLIS;
    bins = new double[maxTicks / binTicks + 1];
    recent = new RecentMaximum(clockRateHz);
    spikes = new DelaySpikes(clockRateHz);
    leastTicks = initialTicks;
  }

  @Override
  public void onPacket(long delayTicks, int durationTicks) {
    mediaTicks += durationTicks;
    if (delayTicks > maxTicks) {
      return; // no delay we may have would have saved it
    }
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
    recent.add(mediaTicks, delayTicks);
    int usual = usualTicks();
    spikes.onPacket(mediaTicks, delayTicks, usual);
    int kept = Math.max(usual, spikes.targetTicks(mediaTicks));
    boolean warm = mediaTicks >= (long) WARM_UP_SECONDS * clockRateHz;
    leastTicks = warm ? kept : Math.max(initialTicks, kept);
  }

  private int usualTicks() {
    long all = recent.ticks() + 2L * binTicks;
    int nearlyAll = quantileTicks();
    // For a little more none need be late.
    return (int) (all <= nearlyAll + closeTicks ? all : nearlyAll);
  }

  private int quantileTicks() {
    double beyond = sum * (1 - QUANTILE);
    double found = 0;
    for (int i = bins.length - 1; i > 0; i--) {
      found += bins[i];
      if (found > beyond) {
        return (i + 1) * binTicks;
      }
    }
    return binTicks;
  }

  @Override
  public int targetTicks() {
    return Math.max(minTicks, Math.min(maxTicks, leastTicks));
  }

  @Override
  public int leastTargetTicks() {
    return Math.min(maxTicks, leastTicks);
  }
}
