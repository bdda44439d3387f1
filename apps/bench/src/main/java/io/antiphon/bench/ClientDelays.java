package io.antiphon.bench;

import java.util.Locale;

/**
 * What a program with a microphone and a speaker takes.
 *
 * @param delays of each click
 * @param late what is to be said of those that took longest
 * @param heldMillis how long the server kept its packets in this very call, at the median
 */
record ClientDelays(Delays delays, LateClicks late, double heldMillis) {
  /** The server encodes what it says back, and its encoder looks ahead (RFC 6716 §2.1.7). */
  private static final double SERVERS_ENCODER_MILLIS = 6.5;

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
    return String.format(
        Locale.ROOT,
        """
        %s
        %-46s  %5.1f
        %-46s  %5.1f
        %-46s  %5.1f
        %-46s  %5.1f  %5.1f
        %s\
        """,
        delays,
        "  less the server alone, as above",
        delays.percentile(50) - servedMillis,
        "  how long the server held its packets",
        heldMillis,
        "  our own share one way: less that, and 6.5",
        ownShare(),
        "  p50 of the first minute, of the last",
        delays.firstMinute(),
        delays.lastMinute(),
        late);
  }
}
