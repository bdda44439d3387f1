package io.antiphon.rtp.stream;

import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.ExtendedReport;
import io.antiphon.rtp.rtcp.ExtendedReport.Delay;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The times that those who receive have told us, until our next report answers them (RFC 3611). */
final class ReferenceTimes {
  /** More than there are sources of one peer that do not send. */
  private static final int MOST = 8;

  private record Heard(Ssrc reporter, int ntpMiddle, long nanos) {}

  private final List<Heard> heard = new ArrayList<>();

  void onReferenceTime(long nowNanos, Ssrc reporter, ExtendedReport.ReferenceTime time) {
    heard.removeIf(each -> each.reporter().equals(reporter));
    if (heard.size() < MOST) {
      heard.add(new Heard(reporter, time.ntp().middle(), nowNanos));
    }
  }

  /** The answer to all that came since the last one; null if none did. */
  ExtendedReport.@Nullable Delays takeDelays(long nowNanos) {
    if (heard.isEmpty()) {
      return null;
    }
    List<Delay> delays = new ArrayList<>();
    for (Heard each : heard) {
      int since = CompactTime.ofNanos(nowNanos - each.nanos());
      delays.add(new Delay(each.reporter(), each.ntpMiddle(), since));
    }
    heard.clear();
    return new ExtendedReport.Delays(delays);
  }
}
