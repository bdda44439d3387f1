package io.antiphon.bench;

import java.util.List;
import java.util.Locale;

/**
 * One row of the latency table.
 *
 * @param way what was measured
 * @param millis each measured delay, in the order of time
 * @param missed how many clicks never came
 */
record Delays(String way, List<Double> millis, int missed) {
  static final String HEADING =
      """
      way                                              ms                 creep   clicks  missed
                                                      p50    p95    max      ms\
      """;

  private static final int FEWEST_FOR_CREEP = 10;

  /** The delay that so many percent do not exceed; NaN if nothing was measured. */
  double percentile(double percent) {
    return percentile(millis, percent);
  }

  static double percentile(List<Double> values, double percent) {
    List<Double> sorted = values.stream().sorted().toList();
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, rank - 1));
  }

  /** By how much the median of the last fifth is above that of the first; NaN if too few. */
  double creep() {
    int fifth = millis.size() / 5;
    if (millis.size() < FEWEST_FOR_CREEP) {
      return Double.NaN;
    }
    List<Double> first = millis.subList(0, fifth);
    List<Double> last = millis.subList(millis.size() - fifth, millis.size());
    return percentile(last, 50) - percentile(first, 50);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-46s  %5.1f  %5.1f  %5.1f  %6.1f  %7d  %6d",
        way,
        percentile(50),
        percentile(95),
        percentile(100),
        creep(),
        millis.size(),
        missed);
  }
}
