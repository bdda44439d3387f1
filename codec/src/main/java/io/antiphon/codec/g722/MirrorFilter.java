package io.antiphon.codec.g722;

/**
 * The quadrature mirror filter of ITU-T G.722 §3.1: 24 coefficients that halve the spectrum, or put
 * the halves together again. The delay both ways is 22 samples of 16 kHz.
 */
final class MirrorFilter {
  /** Those of every other tap, table 11/G.722; the others are the same backwards. */
  private static final int[] COEFFICIENTS = {
    3, -11, 12, 32, -210, 951, 3_876, -805, 362, -156, 53, -11
  };

  private static final int TAPS = 2 * COEFFICIENTS.length;

  private final int[] history = new int[TAPS];
  private int even;
  private int odd;

  /** Takes the next two values. */
  void push(int first, int second) {
    System.arraycopy(history, 2, history, 0, TAPS - 2);
    history[TAPS - 2] = first;
    history[TAPS - 1] = second;
    even = 0;
    odd = 0;
    for (int i = 0; i < COEFFICIENTS.length; i++) {
      even += history[2 * i] * COEFFICIENTS[i];
      odd += history[2 * i + 1] * COEFFICIENTS[COEFFICIENTS.length - 1 - i];
    }
  }

  /** The taps that meet the first values. */
  int even() {
    return even;
  }

  /** Those that meet the second ones. */
  int odd() {
    return odd;
  }
}
