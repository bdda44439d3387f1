package io.antiphon.codec.processor;

/**
 * Discrete Fourier transform of real numbers, and back: a complex one of half the size, its even
 * and odd parts taken apart. Allocates only when it is made.
 */
final class RealFft {
  private final int size;
  private final int half;
  private final int[] reversed;

  /** Of angles from 0 to -π, {@code half} of them: as many as the larger transform needs. */
  private final float[] cos;

  private final float[] sin;
  private final float[] re;
  private final float[] im;

  /**
   * A transform of one size.
   *
   * @param size a power of two, at least 4
   */
  RealFft(int size) {
    if (size < 4 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("a transform of " + size);
    }
    this.size = size;
    half = size / 2;
    reversed = new int[half];
    cos = new float[half];
    sin = new float[half];
    re = new float[half];
    im = new float[half];
    int bits = Integer.numberOfTrailingZeros(half);
    for (int i = 0; i < half; i++) {
      reversed[i] = Integer.reverse(i) >>> (32 - bits);
      cos[i] = (float) Math.cos(2 * Math.PI * i / size);
      sin[i] = (float) -Math.sin(2 * Math.PI * i / size);
    }
  }

  /** How many complex numbers stand for a block: from 0 to half the sample rate. */
  int bins() {
    return half + 1;
  }

  /** From time to frequency: X[k] = Σ x[n] e^(−2πikn/size). */
  void forward(float[] time, float[] outRe, float[] outIm) {
    for (int i = 0; i < half; i++) {
      re[reversed[i]] = time[2 * i];
      im[reversed[i]] = time[2 * i + 1];
    }
    transform();
    outRe[0] = re[0] + im[0];
    outIm[0] = 0;
    outRe[half] = re[0] - im[0];
    outIm[half] = 0;
    for (int k = 1; k < half; k++) {
      float evenRe = (re[k] + re[half - k]) / 2;
      float evenIm = (im[k] - im[half - k]) / 2;
      float oddRe = (im[k] + im[half - k]) / 2;
      float oddIm = (re[half - k] - re[k]) / 2;
      outRe[k] = evenRe + oddRe * cos[k] - oddIm * sin[k];
      outIm[k] = evenIm + oddRe * sin[k] + oddIm * cos[k];
    }
  }

  /** From frequency back to time, so that the two leave everything as it was. */
  void inverse(float[] inRe, float[] inIm, float[] time) {
    // The conjugate goes in and comes out: that turns the forward transform round.
    for (int k = 0; k < half; k++) {
      float evenRe = (inRe[k] + inRe[half - k]) / 2;
      float evenIm = (inIm[k] - inIm[half - k]) / 2;
      float differenceRe = (inRe[k] - inRe[half - k]) / 2;
      float differenceIm = (inIm[k] + inIm[half - k]) / 2;
      float oddRe = differenceRe * cos[k] + differenceIm * sin[k];
      float oddIm = differenceIm * cos[k] - differenceRe * sin[k];
      re[reversed[k]] = evenRe - oddIm;
      im[reversed[k]] = -(evenIm + oddRe);
    }
    transform();
    for (int i = 0; i < half; i++) {
      time[2 * i] = re[i] / half;
      time[2 * i + 1] = -im[i] / half;
    }
  }

  /** Radix 2, decimation in time, in place, from bit-reversed order. */
  private void transform() {
    for (int length = 2; length <= half; length *= 2) {
      int step = size / length;
      int middle = length / 2;
      for (int start = 0; start < half; start += length) {
        for (int k = 0, turn = 0; k < middle; k++, turn += step) {
          int a = start + k;
          int b = a + middle;
          float turnedRe = re[b] * cos[turn] - im[b] * sin[turn];
          float turnedIm = re[b] * sin[turn] + im[b] * cos[turn];
          re[b] = re[a] - turnedRe;
          im[b] = im[a] - turnedIm;
          re[a] += turnedRe;
          im[a] += turnedIm;
        }
      }
    }
  }
}
