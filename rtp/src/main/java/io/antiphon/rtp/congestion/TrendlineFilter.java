package io.antiphon.rtp.congestion;

/**
 * The slope of the delay over the last groups: the least squares line through their smoothed
 * accumulated delay. It takes the place of the Kalman filter of draft-ietf-rmcat-gcc-02 §5.3, as in
 * today's browsers. One thread; nothing is allocated.
 */
final class TrendlineFilter {
  private static final int WINDOW = 20;
  private static final int FEWEST = 8;
  private static final int FULL_CONFIDENCE = 60;
  private static final double SMOOTHING = 0.9;
  private static final double GAIN = 4;

  private final double[] times = new double[WINDOW];
  private final double[] delays = new double[WINDOW];
  private int count;
  private int next;
  private int groups;
  private boolean any;
  private long originNanos;
  private double accumulatedMillis;
  private double smoothedMillis;
  private double slope;

  /** Takes in how much later a group came than the one before it. */
  void update(long arrivedNanos, double variationMillis) {
    if (!any) {
      any = true;
      originNanos = arrivedNanos;
    }
    groups = Math.min(FULL_CONFIDENCE, groups + 1);
    accumulatedMillis += variationMillis;
    smoothedMillis = SMOOTHING * smoothedMillis + (1 - SMOOTHING) * accumulatedMillis;
    times[next] = (arrivedNanos - originNanos) * 1e-6;
    delays[next] = smoothedMillis;
    next = (next + 1) % WINDOW;
    count = Math.min(WINDOW, count + 1);
    if (count >= FEWEST) {
      fit();
    }
  }

  private void fit() {
    double meanTime = 0;
    double meanDelay = 0;
    for (int i = 0; i < count; i++) {
      meanTime += times[i];
      meanDelay += delays[i];
    }
    meanTime /= count;
    meanDelay /= count;
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < count; i++) {
      double time = times[i] - meanTime;
      covariance += time * (delays[i] - meanDelay);
      variance += time * time;
    }
    if (variance > 0) {
      slope = covariance / variance;
    }
  }

  /** The trend on the scale of the detector's threshold, in milliseconds. */
  double trendMillis() {
    return groups * slope * GAIN;
  }

  /** The slope alone: how much later per time, 0 for a steady delay. */
  double slope() {
    return slope;
  }
}
