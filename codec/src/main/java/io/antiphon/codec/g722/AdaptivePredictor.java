package io.antiphon.codec.g722;

/**
 * What a sub-band's next sample is likely to be: two poles and six zeros that follow the signal by
 * the signs of what was quantised (ITU-T G.722 §3.6.3, blocks 4L and 4H). Encoder and decoder run
 * it over the same differences, and so agree.
 *
 * <p>Values are 16-bit fixed point and saturate, as the recommendation's own arithmetic does.
 */
final class AdaptivePredictor {
  private static final int POLES = 2;
  private static final int ZEROS = 6;
  private static final int MOST_SECOND_POLE = 12_288;
  private static final int MOST_POLES = 15_360;

  private final int[] pole = new int[POLES + 1]; // a1, a2: index 0 is not used
  private final int[] zero = new int[ZEROS + 1]; // b1 to b6
  private final int[] difference = new int[ZEROS + 1]; // d(n) first
  private final int[] reconstructed = new int[POLES + 1];
  private final int[] partial = new int[POLES + 1];
  private int fromZeros;
  private int prediction;

  /** The next sample as it is expected, 16 bit. */
  int prediction() {
    return prediction;
  }

  /** Learns by how much the prediction was off, as quantised with four bits (two above 4 kHz). */
  void learn(int quantised) {
    difference[0] = quantised;
    reconstructed[0] = saturated(prediction + quantised);
    partial[0] = saturated(fromZeros + quantised);
    adaptPoles();
    adaptZeros();
    shift(difference);
    shift(reconstructed);
    shift(partial);
    predict();
  }

  private void adaptPoles() {
    boolean sameAsLast = sameSign(partial[0], partial[1]);
    int first = saturated(pole[1] << 2);
    int turned = sameAsLast ? Math.min(-first, Short.MAX_VALUE) : first;
    int second =
        (turned >> 7)
            + (sameSign(partial[0], partial[2]) ? 128 : -128)
            + ((pole[2] * 32_512) >> 15);
    pole[2] = within(MOST_SECOND_POLE, second);
    int next = saturated((sameAsLast ? 192 : -192) + ((pole[1] * 32_640) >> 15));
    pole[1] = within(MOST_POLES - pole[2], next);
  }

  private void adaptZeros() {
    int step = difference[0] == 0 ? 0 : 128;
    for (int i = 1; i <= ZEROS; i++) {
      int towards = sameSign(difference[i], difference[0]) ? step : -step;
      zero[i] = saturated(towards + ((zero[i] * 32_640) >> 15));
    }
  }

  private void predict() {
    int sum = 0;
    for (int i = ZEROS; i > 0; i--) {
      sum += (zero[i] * saturated(2 * difference[i])) >> 15;
    }
    fromZeros = saturated(sum);
    int fromPoles = 0;
    for (int i = POLES; i > 0; i--) {
      fromPoles += (pole[i] * saturated(2 * reconstructed[i])) >> 15;
    }
    prediction = saturated(saturated(fromPoles) + fromZeros);
  }

  private static boolean sameSign(int one, int other) {
    return (one ^ other) >= 0;
  }

  private static void shift(int[] delay) {
    for (int i = delay.length - 1; i > 0; i--) {
      delay[i] = delay[i - 1];
    }
  }

  private static int within(int most, int value) {
    return Math.max(-most, Math.min(most, value));
  }

  static int saturated(int value) {
    return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
  }
}
