package io.antiphon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Receivers beside each other, each row the median of some runs. */
final class JitterTable {
  static final String HEADING =
      """
      | network | receiver | delay p50 / p95 | badly wrong | in the buffer | concealed | inserted | removed |
      |---|---|---|---|---|---|---|---|
      """;

  /**
   * What one receiver made of one run.
   *
   * @param calm before the weather began
   * @param after ten seconds after a storm
   */
  record Run(Verdict verdict, Counts counts, Verdict calm, Verdict after) {}

  private record Row(
      String network, String receiver, List<Run> runs, boolean storm, boolean throughPage) {}

  private final List<Row> rows = new ArrayList<>();
  private final List<Double> pathMillis = new ArrayList<>();

  void add(String network, boolean storm, List<Run> chromium, List<Run> ours) {
    if (!chromium.isEmpty()) {
      rows.add(new Row(network, "Chromium", chromium, storm, true));
    }
    rows.add(new Row(network, "Antiphon", ours, storm, false));
  }

  /** What the way from a browser's buffer to our ear in its page took in one call. */
  void addPath(double millis) {
    pathMillis.add(millis);
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder(HEADING);
    double path = pathMillis.isEmpty() ? 0 : median(pathMillis, each -> each);
    for (Row row : rows) {
      write(table, row, row.throughPage() ? path : 0);
    }
    if (!pathMillis.isEmpty()) {
      table.append(
          String.format(
              Locale.ROOT, "%nFrom Chromium's buffer to the page, not counted: %.1f ms%n", path));
    }
    return table.toString();
  }

  private static void write(StringBuilder table, Row row, double path) {
    List<Run> runs = row.runs();
    table.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %.0f / %.0f ms | %.2f %% | %.0f ms | %.2f %% | %.2f %% | %.2f %% |%n",
            row.network(),
            row.receiver(),
            median(runs, run -> run.verdict().medianMillis()) - path,
            median(runs, run -> run.verdict().mostMillis()) - path,
            median(runs, run -> run.verdict().wrongPercent()),
            median(runs, run -> run.counts().delayMillis()),
            median(runs, run -> run.counts().concealedPercent()),
            median(runs, run -> run.counts().insertedPercent()),
            median(runs, run -> run.counts().removedPercent())));
    if (row.storm()) {
      table.append(
          String.format(
              Locale.ROOT,
              "| 10 s after the storm (before it) | %s | %.0f (%.0f) ms | | | | | |%n",
              row.receiver(),
              median(runs, run -> run.after().medianMillis()) - path,
              median(runs, run -> run.calm().medianMillis()) - path));
    }
  }

  private static <T> double median(List<T> all, ToDoubleFunction<T> what) {
    double[] sorted = all.stream().mapToDouble(what).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
