package io.antiphon.client;

/**
 * How much faster or slower samples must be played for a buffer between two clocks to hold what it
 * should: a sound card's 48,000 Hz are some tens of ppm off ours, and what one of them produces too
 * much would pile up for hours.
 *
 * <p>A proportional and integral controller of what the buffer holds, smoothed over seconds, so
 * that it follows the clocks and not the jitter. The correction stays within 1,500 ppm, a fortieth
 * of a semitone. When the buffer has run dry it is to hold 10 ms more, which wears off at 1 ms in 5
 * s. Sans-IO; one thread.
 */
final class DriftCorrection {
  static final double MAX_PPM = 1_500;

  private static final double SMOOTHING_SECONDS = 2;
  private static final double PPM_PER_MILLI = 120;
  private static final double INTEGRAL_SECONDS = 40;
  private static final double STEP_MILLIS = 10;
  private static final double WEAR_MILLIS_PER_SECOND = 0.2;

  private final double leastMillis;
  private final double mostMillis;
  private double targetMillis;
  private double smoothedMillis;
  private double integralPpm;
  private long lastNanos;
  private boolean begun;

  /**
   * A correction towards a buffer that holds so much on average.
   *
   * @param leastMillis what it is to hold while it never runs dry
   * @param mostMillis the most that is aimed at, however often it does
   */
  DriftCorrection(double leastMillis, double mostMillis) {
    this.leastMillis = leastMillis;
    this.mostMillis = mostMillis;
    targetMillis = leastMillis;
  }

  /**
   * Takes notice of what the buffer holds, at one point of its cycle, several times a second.
   *
   * @return how much faster than written it should be played, in ppm; negative for slower
   */
  double observe(long nowNanos, double heldMillis) {
    double seconds = begun ? Math.min(1, (nowNanos - lastNanos) * 1e-9) : 0;
    smoothedMillis +=
        begun
            ? (heldMillis - smoothedMillis) * seconds / (SMOOTHING_SECONDS + seconds)
            : heldMillis;
    begun = true;
    lastNanos = nowNanos;
    targetMillis = Math.max(leastMillis, targetMillis - WEAR_MILLIS_PER_SECOND * seconds);
    double error = smoothedMillis - targetMillis;
    double proportional = PPM_PER_MILLI * error;
    double wanted = proportional + integralPpm;
    if (Math.abs(wanted) < MAX_PPM) {
      integralPpm += proportional * seconds / INTEGRAL_SECONDS;
    }
    return Math.max(-MAX_PPM, Math.min(MAX_PPM, wanted));
  }

  /** The buffer has run dry: it is to hold more from now on. */
  void onDry() {
    targetMillis = Math.min(mostMillis, targetMillis + STEP_MILLIS);
    restart();
  }

  /** What the buffer holds has jumped; the clocks have not. */
  void restart() {
    begun = false;
  }

  /** What is aimed at. */
  double targetMillis() {
    return targetMillis;
  }
}
