package io.antiphon.codec.processor;

import java.math.BigDecimal;

/**
 * One number that a processor can be given.
 *
 * @param name as a {@link ProcessorSpec} names it, such as {@code db}
 * @param defaultValue what holds when the user says nothing
 * @param min the least value allowed
 * @param max the greatest value allowed
 * @param step values are {@code min} and so many steps more; 0 if any number in the range will do
 * @param unit such as {@code dB}, {@code Hz}, {@code ms}; empty for a plain number
 */
public record ProcessorParameter(
    String name, double defaultValue, double min, double max, double step, String unit) {
  /** How far off a step a value may be, relative to the step: decimal fractions are not exact. */
  private static final double STEP_TOLERANCE = 1e-6;

  /**
   * Refuses what contradicts itself.
   *
   * @throws IllegalArgumentException if the name is empty, the range is empty or not finite, or the
   *     default is not in it
   */
  public ProcessorParameter {
    if (name.isEmpty() || !(step >= 0) || Double.isInfinite(min) || Double.isInfinite(max)) {
      throw new IllegalArgumentException("parameter '" + name + "' " + min + " to " + max);
    }
    if (!accepts(defaultValue, min, max, step)) {
      throw new IllegalArgumentException(
          "parameter '" + name + "': default " + defaultValue + " beyond " + min + " to " + max);
    }
  }

  /** Any number from {@code min} to {@code max}. */
  public static ProcessorParameter of(
      String name, double defaultValue, double min, double max, String unit) {
    return new ProcessorParameter(name, defaultValue, min, max, 0, unit);
  }

  /** The same, but only {@code min} and so many steps more. */
  public ProcessorParameter inStepsOf(double newStep) {
    return new ProcessorParameter(name, defaultValue, min, max, newStep, unit);
  }

  /** Whether a value may be set; not-a-number may never. */
  public boolean accepts(double value) {
    return accepts(value, min, max, step);
  }

  /** The range in words: {@code -60 to 30 dB}, {@code 2 to 4 in steps of 2}. */
  public String range() {
    String steps = step == 0 ? "" : " in steps of " + plain(step);
    return plain(min) + " to " + plain(max) + (unit.isEmpty() ? "" : " " + unit) + steps;
  }

  static String plain(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  private static boolean accepts(double value, double min, double max, double step) {
    if (!(value >= min && value <= max)) {
      return false;
    }
    double steps = step == 0 ? 0 : (value - min) / step;
    return Math.abs(steps - Math.rint(steps)) <= STEP_TOLERANCE;
  }
}
