package io.antiphon.bench;

import io.antiphon.bench.ServerHold.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a program with a microphone and a speaker takes.
 *
 * @param delays of each click
 * @param late what is to be said of those that took longest
 * @param heldMillis how long the server kept its packets in this very call, at the median
 * @param minutes one after the other
 */
record ClientDelays(Delays delays, LateClicks late, double heldMillis, List<Minute> minutes) {
  /** The server encodes what it says back, and its encoder looks ahead (RFC 6716 §2.1.7). */
  private static final double SERVERS_ENCODER_MILLIS = 6.5;

  /**
   * The clicks of a minute.
   *
   * @param millis their delay at the median
   * @param heldMillis how long the server kept its packets in this minute, likewise
   */
  record Minute(double millis, double heldMillis) {
    double ownShare() {
      return millis - heldMillis - SERVERS_ENCODER_MILLIS;
    }
  }

  /**
   * Puts together which clicks and which of the server's seconds belong to which minute.
   *
   * @param heardNanos when each of the clicks was heard
   */
  static ClientDelays of(Delays delays, LateClicks late, List<Long> heardNanos, List<Held> held) {
    List<Minute> minutes = new ArrayList<>();
    long minuteNanos = TimeUnit.MINUTES.toNanos(1);
    int first = 0;
    while (first < heardNanos.size()) {
      long fromNanos = heardNanos.get(0) + minutes.size() * minuteNanos;
      int end = first;
      while (end < heardNanos.size() && heardNanos.get(end) - fromNanos < minuteNanos) {
        end++;
      }
      List<Held> meanwhile =
          held.stream()
              .filter(each -> each.endNanos() - fromNanos >= 0)
              .filter(each -> each.endNanos() - fromNanos < minuteNanos)
              .toList();
      double median = Delays.percentile(delays.millis().subList(first, end), 50);
      minutes.add(new Minute(median, median(meanwhile)));
      first = end;
    }
    return new ClientDelays(delays, late, median(held), List.copyOf(minutes));
  }

  private static double median(List<Held> held) {
    return Delays.percentile(held.stream().map(Held::millis).toList(), 50);
  }

  /** The delay less what the server had of it: the way from a caller to a server that listens. */
  double ownShare() {
    return delays.percentile(50) - heldMillis - SERVERS_ENCODER_MILLIS;
  }

  /**
   * In lines.
   *
   * @param servedMillis what the server alone took; NaN if that was not measured
   */
  String toString(double servedMillis) {
    StringBuilder text = new StringBuilder(delays.toString()).append('\n');
    line(text, "less the server alone, as above", delays.percentile(50) - servedMillis);
    line(text, "how long the server held its packets", heldMillis);
    line(text, "our own share one way: less that, and 6.5", ownShare());
    for (int i = 0; i < minutes.size(); i++) {
      Minute minute = minutes.get(i);
      text.append(
          String.format(
              Locale.ROOT,
              "  minute %2d: p50 %5.1f, the server held %4.1f, our own share %4.1f%n",
              i + 1,
              minute.millis(),
              minute.heldMillis(),
              minute.ownShare()));
    }
    return text.append(late).toString();
  }

  private static void line(StringBuilder text, String what, double millis) {
    text.append(String.format(Locale.ROOT, "%-46s  %5.1f%n", "  " + what, millis));
  }
}
