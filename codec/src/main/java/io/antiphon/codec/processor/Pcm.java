package io.antiphon.codec.processor;

/** 16-bit samples as real numbers and back, and decibels. */
final class Pcm {
  /** What 0 dBFS stands for. */
  static final float FULL_SCALE = Short.MAX_VALUE;

  private Pcm() {}

  /** The nearest sample; what is too loud is cut. */
  static short saturate(float sample) {
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sample)));
  }

  /** The factor that makes so many decibels. */
  static double amplitude(double decibels) {
    return Math.pow(10, decibels / 20);
  }

  /** A power, which is an amplitude squared, in decibels. */
  static double decibels(double power) {
    return 10 * Math.log10(power);
  }
}
