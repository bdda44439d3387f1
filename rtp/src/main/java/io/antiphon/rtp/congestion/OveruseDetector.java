package io.antiphon.rtp.congestion;

/**
 * Compares the trend of the delay with a threshold that follows it slowly, so that a path's usual
 * unrest is not taken for a queue, nor a flow that knows only loss starves us
 * (draft-ietf-rmcat-gcc-02 §5.4). One thread; nothing is allocated.
 */
final class OveruseDetector {
  private static final double INITIAL_MILLIS = 12.5;
  private static final double LEAST_MILLIS = 6;
  private static final double MOST_MILLIS = 600;
  private static final double OUTLIER_MILLIS = 15;
  private static final double GAIN_UP = 0.0087;
  private static final double GAIN_DOWN = 0.039;
  private static final long MOST_STEP_NANOS = 100_000_000;

  /** An overuse must last this long. */
  private static final long OVERUSE_NANOS = 10_000_000;

  private double thresholdMillis = INITIAL_MILLIS;
  private boolean any;
  private long lastNanos;
  private long overNanos;
  private int overGroups;
  private double lastTrendMillis;
  private NetworkUsage usage = NetworkUsage.NORMAL;

  /**
   * Judges a new trend.
   *
   * @param arrivedNanos when the group that it ends with has arrived
   * @param trendMillis of {@link TrendlineFilter}
   * @param sendDeltaNanos how long that group was sent after the one before
   */
  NetworkUsage update(long arrivedNanos, double trendMillis, long sendDeltaNanos) {
    if (trendMillis > thresholdMillis) {
      overNanos += overGroups == 0 ? sendDeltaNanos / 2 : sendDeltaNanos;
      overGroups++;
      if (overNanos > OVERUSE_NANOS && overGroups > 1 && trendMillis >= lastTrendMillis) {
        overNanos = 0;
        overGroups = 0;
        usage = NetworkUsage.OVERUSE;
      }
    } else {
      overNanos = 0;
      overGroups = 0;
      usage = trendMillis < -thresholdMillis ? NetworkUsage.UNDERUSE : NetworkUsage.NORMAL;
    }
    lastTrendMillis = trendMillis;
    adapt(arrivedNanos, Math.abs(trendMillis));
    return usage;
  }

  private void adapt(long arrivedNanos, double size) {
    long elapsed = any ? Math.min(MOST_STEP_NANOS, Math.max(0, arrivedNanos - lastNanos)) : 0;
    any = true;
    lastNanos = arrivedNanos;
    if (size > thresholdMillis + OUTLIER_MILLIS) {
      return; // a leap, which is no unrest
    }
    double gain = size < thresholdMillis ? GAIN_DOWN : GAIN_UP;
    thresholdMillis += gain * (size - thresholdMillis) * elapsed * 1e-6;
    thresholdMillis = Math.max(LEAST_MILLIS, Math.min(MOST_MILLIS, thresholdMillis));
  }

  NetworkUsage usage() {
    return usage;
  }

  double thresholdMillis() {
    return thresholdMillis;
  }
}
