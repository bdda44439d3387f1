package io.antiphon.interop;

/**
 * How alike two sounds are in loudness over time, after the second was moved to where it fits the
 * first best.
 *
 * @param correlation of the logarithmic loudness, 1 for the same course
 * @param lagSeconds where in the first sound the second begins; negative if before it
 */
record Likeness(double correlation, double lagSeconds) {
  private static final double STEP_SECONDS = 0.01;

  /** Smooth enough not to mind the few milliseconds by which a jitter buffer moves an onset. */
  private static final double WINDOW_SECONDS = 0.08;

  private static final double FLOOR = 1e-3;
  private static final double MIN_OVERLAP_SECONDS = 1.8;

  /**
   * Tries every lag up to the limit either way; the two must then overlap by almost two seconds at
   * least.
   */
  static Likeness of(Sound first, Sound second, double maxLagSeconds) {
    double[] a = loudness(first);
    double[] b = loudness(second);
    int limit = (int) Math.round(maxLagSeconds / STEP_SECONDS);
    Likeness best = new Likeness(-1, 0);
    for (int lag = -limit; lag <= limit; lag++) {
      double correlation = correlation(a, b, lag);
      if (correlation > best.correlation) {
        best = new Likeness(correlation, lag * STEP_SECONDS);
      }
    }
    return best;
  }

  private static double[] loudness(Sound sound) {
    int steps = (int) ((sound.seconds() - WINDOW_SECONDS) / STEP_SECONDS);
    double[] loudness = new double[steps];
    for (int i = 0; i < steps; i++) {
      double rms = sound.between(i * STEP_SECONDS, i * STEP_SECONDS + WINDOW_SECONDS).rms();
      loudness[i] = Math.log(Math.max(FLOOR, rms));
    }
    return loudness;
  }

  private static double correlation(double[] a, double[] b, int lag) {
    int from = Math.max(0, lag);
    int to = Math.min(a.length, b.length + lag);
    if ((to - from) * STEP_SECONDS < MIN_OVERLAP_SECONDS) {
      return -1;
    }
    double meanA = 0;
    double meanB = 0;
    for (int i = from; i < to; i++) {
      meanA += a[i] / (to - from);
      meanB += b[i - lag] / (to - from);
    }
    double ab = 0;
    double aa = 1e-12;
    double bb = 1e-12;
    for (int i = from; i < to; i++) {
      double x = a[i] - meanA;
      double y = b[i - lag] - meanB;
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    return ab / Math.sqrt(aa * bb);
  }
}
