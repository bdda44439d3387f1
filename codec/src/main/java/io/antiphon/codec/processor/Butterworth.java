package io.antiphon.codec.processor;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Butterworth filters, flat in the pass band, as second-order sections: the analogue prototype
 * through the bilinear transform, with the frequencies warped so that the response is 3 dB down
 * exactly where it is asked to be.
 */
final class Butterworth {
  /** How close to half the sample rate a frequency may come. */
  private static final double MOST_OF_RATE = 0.49;

  private Butterworth() {}

  /**
   * 12 (order 2) or 24 dB (order 4) per octave above a frequency.
   *
   * @throws IllegalArgumentException if it is not below 0.49 of the sample rate
   */
  static List<Biquad> lowPass(int order, double hz, int rate) {
    double k = warped(hz, rate);
    return IntStream.range(0, order / 2)
        .mapToObj(
            section -> {
              double damping = damping(order, section);
              double scale = 1 / (1 + k * damping + k * k);
              double b = k * k * scale;
              return new Biquad(b, 2 * b, b, a1(k, scale), a2(k, damping, scale));
            })
        .toList();
  }

  /**
   * 12 (order 2) or 24 dB (order 4) per octave below a frequency.
   *
   * @throws IllegalArgumentException if it is not below 0.49 of the sample rate
   */
  static List<Biquad> highPass(int order, double hz, int rate) {
    double k = warped(hz, rate);
    return IntStream.range(0, order / 2)
        .mapToObj(
            section -> {
              double damping = damping(order, section);
              double scale = 1 / (1 + k * damping + k * k);
              return new Biquad(scale, -2 * scale, scale, a1(k, scale), a2(k, damping, scale));
            })
        .toList();
  }

  /**
   * 6 (order 2) or 12 dB (order 4) per octave on either side of a band.
   *
   * @throws IllegalArgumentException if the upper edge is not below 0.49 of the sample rate
   */
  static List<Biquad> bandPass(int order, double lowHz, double highHz, int rate) {
    double low = warped(lowHz, rate);
    double high = warped(highHz, rate);
    double bandwidth = high - low;
    double centreSquared = low * high;
    double centre = 2 * Math.atan(Math.sqrt(centreSquared));
    if (order == 2) {
      return List.of(resonator(bandwidth, centreSquared, centre));
    }
    // Each pole p of the prototype becomes the two of s² - p·bandwidth·s + centre² = 0. Order 2 of
    // the prototype has one pair of them; of the four that it makes, two have their mirror images
    // in the other two.
    double re = -Math.sqrt(0.5) * bandwidth;
    double im = Math.sqrt(0.5) * bandwidth;
    double squareRe = re * re - im * im - 4 * centreSquared;
    double squareIm = 2 * re * im;
    double modulus = Math.hypot(squareRe, squareIm);
    double rootRe = Math.sqrt(Math.max(0, (modulus + squareRe) / 2));
    double rootIm = Math.copySign(Math.sqrt(Math.max(0, (modulus - squareRe) / 2)), squareIm);
    return List.of(
        atPole((re + rootRe) / 2, (im + rootIm) / 2, centre),
        atPole((re - rootRe) / 2, (im - rootIm) / 2, centre));
  }

  /** A section with an analogue pole and its mirror image, zeros at 0 and at infinity. */
  private static Biquad atPole(double re, double im, double centre) {
    return resonator(-2 * re, re * re + im * im, centre);
  }

  /** s / (s² + damping·s + squared), made to pass the centre unchanged. */
  private static Biquad resonator(double damping, double squared, double centre) {
    double scale = 1 / (1 + damping + squared);
    Biquad filter =
        new Biquad(scale, 0, -scale, 2 * (squared - 1) * scale, (1 - damping + squared) * scale);
    return filter.times(1 / filter.magnitude(centre));
  }

  private static double damping(int order, int section) {
    return 2 * Math.cos(Math.PI * (2 * section + 1) / (2 * order));
  }

  private static double a1(double k, double scale) {
    return 2 * (k * k - 1) * scale;
  }

  private static double a2(double k, double damping, double scale) {
    return (1 - k * damping + k * k) * scale;
  }

  private static double warped(double hz, int rate) {
    if (!(hz > 0 && hz < MOST_OF_RATE * rate)) {
      throw new IllegalArgumentException(
          Math.round(hz)
              + " Hz is not below "
              + Math.round(MOST_OF_RATE * rate)
              + " Hz, as it must be at a sample rate of "
              + rate
              + " Hz");
    }
    return Math.tan(Math.PI * hz / rate);
  }
}
