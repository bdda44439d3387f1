package io.antiphon.codec.processor;

/**
 * The coefficients of one second-order section: {@code y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1
 * y[n-1] - a2 y[n-2]}.
 */
record Biquad(double b0, double b1, double b2, double a1, double a2) {
  /** Refuses what would not settle: both poles lie within the unit circle, or it throws. */
  Biquad {
    if (!(Math.abs(a2) < 1 && Math.abs(a1) < 1 + a2)) {
      throw new IllegalArgumentException("an unstable filter: a1 = " + a1 + ", a2 = " + a2);
    }
  }

  /** The gain at a frequency, in radians per sample; 1 is unchanged. */
  double magnitude(double radians) {
    double c1 = Math.cos(radians);
    double s1 = Math.sin(radians);
    double c2 = Math.cos(2 * radians);
    double s2 = Math.sin(2 * radians);
    double above = Math.hypot(b0 + b1 * c1 + b2 * c2, b1 * s1 + b2 * s2);
    return above / Math.hypot(1 + a1 * c1 + a2 * c2, a1 * s1 + a2 * s2);
  }

  /** The same filter, louder by a factor. */
  Biquad times(double factor) {
    return new Biquad(b0 * factor, b1 * factor, b2 * factor, a1, a2);
  }
}
