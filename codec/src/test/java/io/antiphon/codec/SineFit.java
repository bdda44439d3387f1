package io.antiphon.codec;

/**
 * The sine of a given frequency that comes closest to a stretch of PCM (least squares), and what is
 * left over when it is taken away. Levels are relative to full scale.
 */
public record SineFit(double amplitude, double phaseRadians, double residualRms) {
  /** Fits one channel of interleaved PCM. */
  public static SineFit of(
      short[] pcm, int firstIndex, int channels, int count, double periodsPerSample) {
    double step = 2 * Math.PI * periodsPerSample;
    double ss = 0;
    double cc = 0;
    double sc = 0;
    double xs = 0;
    double xc = 0;
    for (int n = 0; n < count; n++) {
      double x = pcm[firstIndex + n * channels] / 32_767.0;
      double sin = Math.sin(step * n);
      double cos = Math.cos(step * n);
      ss += sin * sin;
      cc += cos * cos;
      sc += sin * cos;
      xs += x * sin;
      xc += x * cos;
    }
    double determinant = ss * cc - sc * sc;
    double a = (xs * cc - xc * sc) / determinant;
    double b = (xc * ss - xs * sc) / determinant;
    double squares = 0;
    for (int n = 0; n < count; n++) {
      double x = pcm[firstIndex + n * channels] / 32_767.0;
      double rest = x - a * Math.sin(step * n) - b * Math.cos(step * n);
      squares += rest * rest;
    }
    return new SineFit(Math.hypot(a, b), Math.atan2(b, a), Math.sqrt(squares / count));
  }

  /** The sine's peak in dB relative to full scale. */
  public double dbfs() {
    return 20 * Math.log10(amplitude);
  }

  /** All that is not the sine, in dB relative to the sine. */
  public double residualDb() {
    return 20 * Math.log10(residualRms * Math.sqrt(2) / amplitude);
  }
}
