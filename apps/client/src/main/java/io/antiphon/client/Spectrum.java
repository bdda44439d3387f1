package io.antiphon.client;

/**
 * The levels of one stretch of samples, frequency by frequency: a Hann window and a fast Fourier
 * transform (radix 2, decimation in time). One thread; the same arrays again and again.
 */
final class Spectrum {
  /** Softer than this is drawn as nothing. */
  static final double FLOOR_DBFS = -100;

  private final int size;
  private final double[] window;
  private final double[] real;
  private final double[] imaginary;
  private final double[] cosines;
  private final double[] sines;

  /**
   * A spectrum of so many samples.
   *
   * @param size a power of two
   */
  Spectrum(int size) {
    this.size = size;
    window = new double[size];
    real = new double[size];
    imaginary = new double[size];
    cosines = new double[size / 2];
    sines = new double[size / 2];
    for (int i = 0; i < size; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / size);
    }
    for (int i = 0; i < size / 2; i++) {
      cosines[i] = Math.cos(2 * Math.PI * i / size);
      sines[i] = Math.sin(2 * Math.PI * i / size);
    }
  }

  /** Frequencies from 0 to half the sample rate, without the latter. */
  int bins() {
    return size / 2;
  }

  /**
   * Measures.
   *
   * @param samples mono, -1 to 1; silence is assumed outside of the array
   * @param from the first of them, may be negative
   * @param levels receives dBFS per bin; a full-scale sine has 0
   */
  void measure(float[] samples, int from, double[] levels) {
    for (int i = 0; i < size; i++) {
      int at = from + i;
      int to = Integer.reverse(i) >>> (1 + Integer.numberOfLeadingZeros(size));
      real[to] = at >= 0 && at < samples.length ? samples[at] * window[i] : 0;
      imaginary[to] = 0;
    }
    transform();
    for (int bin = 0; bin < size / 2; bin++) {
      double power = real[bin] * real[bin] + imaginary[bin] * imaginary[bin];
      // A sine of amplitude 1 makes size / 4 under a Hann window.
      double level = 10 * Math.log10(power * 16 / ((double) size * size) + 1e-12);
      levels[bin] = Math.max(FLOOR_DBFS, level);
    }
  }

  private void transform() {
    for (int half = 1; half < size; half *= 2) {
      int step = size / (2 * half);
      for (int start = 0; start < size; start += 2 * half) {
        for (int i = 0; i < half; i++) {
          butterfly(start + i, start + i + half, cosines[i * step], -sines[i * step]);
        }
      }
    }
  }

  private void butterfly(int a, int b, double cos, double sin) {
    double re = real[b] * cos - imaginary[b] * sin;
    double im = real[b] * sin + imaginary[b] * cos;
    real[b] = real[a] - re;
    imaginary[b] = imaginary[a] - im;
    real[a] += re;
    imaginary[a] += im;
  }
}
