package io.antiphon.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * One row of the server's table.
 *
 * @param peers at a time
 * @param connected from POST to the end of the handshake, one further call after the other, ns
 * @param heard from POST to the first authentic RTP packet of these calls, ns
 * @param burst from POST to the end of the handshake, all peers at once, ns
 * @param cost while they talk
 */
record ServerFigures(
    int peers, Histogram connected, Histogram heard, Histogram burst, ServerCost cost) {
  static final String HEADING =
      """
      peers  connected  first packet    at once     CPU  packets    RSS  threads  GC pauses
               p50/p95       p50/p95    p50/p95    ms/s        %    MiB               longest""";

  static final String LEGEND =
      """

      connected, first packet: ms from POST /offer, 100 further calls, one by one; at once: all peers.
      CPU of the server per peer and second. packets: arrived, of those the server should have sent.\
      """;

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%5d  %9s  %12s  %9s  %6.1f  %7.2f  %5.0f  %7.0f  %3d %4.1f ms",
        peers,
        percentiles(connected),
        percentiles(heard),
        percentiles(burst),
        cost.cpuMillis(),
        cost.heardPercent(),
        cost.residentMebibytes(),
        cost.threads(),
        cost.pauses(),
        cost.longestPauseMillis());
  }

  private static String percentiles(Histogram nanos) {
    return String.format(
        Locale.ROOT,
        "%.0f/%.0f",
        nanos.getValueAtPercentile(50) * 1e-6,
        nanos.getValueAtPercentile(95) * 1e-6);
  }
}
