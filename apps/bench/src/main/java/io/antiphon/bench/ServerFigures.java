package io.antiphon.bench;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * One row of the server's table.
 *
 * @param peers at a time
 * @param connected from POST to the end of the handshake, one after the other, ns
 * @param heard from POST to the first authentic RTP packet, one after the other, ns
 * @param burst from POST to the end of the handshake, all at once, ns
 * @param cpuMillis per peer and second
 * @param heardPercent of the packets that the server should have sent
 * @param residentMebibytes of the server
 * @param threads of the server
 * @param pausesPerSecond of its garbage collector
 * @param longestPauseMillis of them
 */
record ServerFigures(
    int peers,
    Histogram connected,
    Histogram heard,
    Histogram burst,
    double cpuMillis,
    double heardPercent,
    double residentMebibytes,
    double threads,
    double pausesPerSecond,
    double longestPauseMillis) {
  static final String HEADING =
      "peers  connected  first packet    at once      CPU  packets    RSS  threads    GC pauses\n"
          + "         p50/p95       p50/p95    p50/p95     ms/s        %    MiB            /s   max";

  static final String LEGEND =
      "\nconnected, first packet, at once: ms from POST /offer, one caller after the other, and all"
          + " at once.\nCPU: of the server, per second and peer. packets: arrived of those the"
          + " server should have sent.";

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%5d  %9s  %12s  %9s  %7.1f  %7.2f  %5.0f  %7.0f  %4.1f %5.1f",
        peers,
        percentiles(connected),
        percentiles(heard),
        percentiles(burst),
        cpuMillis,
        heardPercent,
        residentMebibytes,
        threads,
        pausesPerSecond,
        longestPauseMillis);
  }

  private static String percentiles(Histogram nanos) {
    return String.format(
        Locale.ROOT,
        "%.0f/%.0f",
        nanos.getValueAtPercentile(50) * 1e-6,
        nanos.getValueAtPercentile(95) * 1e-6);
  }
}
