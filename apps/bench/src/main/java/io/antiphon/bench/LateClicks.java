package io.antiphon.bench;

import io.antiphon.bench.StallWatch.Stall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The clicks that took half as long again as the median, and what was the matter with the machine
 * before them.
 *
 * @param count how many
 * @param afterStall how many of them were heard within 8 s after a standstill: one that is long
 *     enough looks like a bad network to a jitter buffer, which then waits longer for 6 s
 * @param stalls standstills of 15 ms and more during the measurement
 * @param longestStallMillis 0 without any
 * @param calmP95 the 95th percentile of all clicks that were not heard soon after one, ms
 */
record LateClicks(
    int count, int afterStall, int stalls, double longestStallMillis, double calmP95) {
  private static final double LATE = 1.5;
  private static final long AFTER_NANOS = TimeUnit.SECONDS.toNanos(8);

  /**
   * Looks at each click.
   *
   * @param heardNanos when each of the delays was over
   * @param fromNanos when the measurement began
   */
  static LateClicks of(Delays delays, List<Long> heardNanos, List<Stall> all, long fromNanos) {
    List<Stall> stalls = all.stream().filter(each -> each.endNanos() - fromNanos > 0).toList();
    double limit = LATE * delays.percentile(50);
    List<Double> calm = new ArrayList<>();
    int late = 0;
    int afterStall = 0;
    for (int i = 0; i < heardNanos.size(); i++) {
      long at = heardNanos.get(i);
      boolean after =
          all.stream()
              .mapToLong(each -> at - each.endNanos())
              .anyMatch(nanos -> nanos >= 0 && nanos < AFTER_NANOS);
      boolean isLate = delays.millis().get(i) > limit;
      late += isLate ? 1 : 0;
      afterStall += isLate && after ? 1 : 0;
      if (!after) {
        calm.add(delays.millis().get(i));
      }
    }
    double longest = stalls.stream().mapToDouble(each -> each.nanos() * 1e-6).max().orElse(0);
    double calmP95 = new Delays("", calm, 0).percentile(95);
    return new LateClicks(late, afterStall, stalls.size(), longest, calmP95);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "  %d clicks took half as long again as the median, %d of them within 8 s after the machine"
            + " stood still;%n  it did so %d times for 15 ms or more, for %.0f ms at most; p95 of"
            + " the clicks not soon after that: %.1f",
        count,
        afterStall,
        stalls,
        longestStallMillis,
        calmP95);
  }
}
