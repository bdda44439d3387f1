package io.antiphon.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Receivers beside each other, each row the median of some runs, as a table in Markdown. */
final class JitterTable {
  static final String HEADING =
      """
      | network | receiver | delay p50 / p95 | badly wrong | in the buffer | concealed | inserted | removed | delay, wrong |
      |---|---|---|---|---|---|---|---|---|
      """;

  /**
   * What one receiver made of one run.
   *
   * @param calm before the weather began
   * @param after ten seconds after a storm
   */
  record Run(Verdict verdict, Counts counts, Verdict calm, Verdict after) {}

  /** The runs of one receiver in one weather. */
  private record Runs(List<Run> runs, double pathMillis) {
    double of(ToDoubleFunction<Run> what) {
      return median(runs, what);
    }

    double millis(ToDoubleFunction<Run> what) {
      return of(what) - pathMillis;
    }

    double half() {
      return millis(run -> run.verdict().medianMillis());
    }

    double most() {
      return millis(run -> run.verdict().mostMillis());
    }

    double wrong() {
      return of(run -> run.verdict().wrongPercent());
    }

    Standing delayBeside(Runs other) {
      return Standing.ofMillis(half(), other.half()).and(Standing.ofMillis(most(), other.most()));
    }

    Standing wrongBeside(Runs other) {
      return Standing.ofPercent(wrong(), other.wrong());
    }
  }

  private final Map<String, List<Run>> chromium = new LinkedHashMap<>();
  private final Map<String, List<Run>> ours = new LinkedHashMap<>();
  private final List<String> storms = new ArrayList<>();
  private final List<Double> pathMillis = new ArrayList<>();

  void addChromium(JitterTrial trial, Run run) {
    chromium.computeIfAbsent(trial.profile().name(), name -> new ArrayList<>()).add(run);
  }

  void addOurs(JitterTrial trial, Run run) {
    String network = trial.profile().name();
    ours.computeIfAbsent(network, name -> new ArrayList<>()).add(run);
    if (trial.isStorm()) {
      storms.add(network);
    }
  }

  /** What the way from a browser's buffer to our ear in its page took in one call. */
  void addPath(double millis) {
    pathMillis.add(millis);
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder(HEADING);
    double path = pathMillis.isEmpty() ? 0 : median(pathMillis, each -> each);
    int better = 0;
    List<String> worse = new ArrayList<>();
    for (Map.Entry<String, List<Run>> entry : ours.entrySet()) {
      String network = entry.getKey();
      boolean storm = storms.contains(network);
      Runs mine = new Runs(entry.getValue(), 0);
      List<Run> browsers = chromium.get(network);
      if (browsers == null) {
        write(table, network, "Antiphon", mine, storm, "");
        continue;
      }
      Runs theirs = new Runs(browsers, path);
      Standing delay = mine.delayBeside(theirs);
      Standing wrong = mine.wrongBeside(theirs);
      write(table, network, "Chromium", theirs, storm, "");
      write(table, network, "Antiphon", mine, storm, delay + ", " + wrong);
      better += delay.and(wrong) == Standing.BETTER ? 1 : 0;
      if (delay.and(wrong) == Standing.WORSE) {
        worse.add(network);
      }
    }
    if (!chromium.isEmpty()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%nBetter in one and worse in none: %d of %d networks. Worse in one or both: %s.%n"
                  + "From Chromium's buffer to the page, not counted: %.1f ms%n",
              better,
              ours.size(),
              worse.isEmpty() ? "none" : String.join("; ", worse),
              path));
    }
    return table.toString();
  }

  private static void write(
      StringBuilder table,
      String network,
      String receiver,
      Runs runs,
      boolean storm,
      String standing) {
    table.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %.0f / %.0f ms | %.2f %% | %.0f ms | %.2f %% | %.2f %% | %.2f %% | %s |%n",
            network,
            receiver,
            runs.half(),
            runs.most(),
            runs.wrong(),
            runs.of(run -> run.counts().delayMillis()),
            runs.of(run -> run.counts().concealedPercent()),
            runs.of(run -> run.counts().insertedPercent()),
            runs.of(run -> run.counts().removedPercent()),
            standing));
    if (storm) {
      table.append(
          String.format(
              Locale.ROOT,
              "| 10 s after the storm (before it) | %s | %.0f (%.0f) ms | | | | | | |%n",
              receiver,
              runs.millis(run -> run.after().medianMillis()),
              runs.millis(run -> run.calm().medianMillis())));
    }
  }

  private static <T> double median(List<T> all, ToDoubleFunction<T> what) {
    double[] sorted = all.stream().mapToDouble(what).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
