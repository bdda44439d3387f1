package io.antiphon.client;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Tells programs: one JSON object (RFC 8259) per line, the status once a second. */
final class JsonReport implements CallReport {
  private static final long STATS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final PrintWriter out;
  private final Clock clock;
  private boolean shownOnce;
  private long shownNanos;

  JsonReport(PrintWriter out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public void tell(CallEvent event) {
    line(event.name(), event.members());
  }

  @Override
  public void show(long nowNanos, CallStatus status) {
    if (shownOnce && nowNanos - shownNanos < STATS_NANOS) {
      return;
    }
    shownOnce = true;
    shownNanos = nowNanos;
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("state", status.state());
    members.put("elapsedSeconds", rounded(status.elapsedSeconds()));
    members.put("outDbov", status.outDbov());
    members.put("inDbov", status.inDbov());
    members.put("muted", status.muted());
    members.put("outDroppedMillis", status.lost().outDroppedMillis());
    members.put("inDroppedMillis", status.lost().inDroppedMillis());
    members.put("inUnderrunMillis", status.lost().inUnderrunMillis());
    members.put("roundTripMillis", rounded(status.network().roundTripMillis()));
    members.put("lossPercent", rounded(status.network().lossPercent()));
    members.put("bufferMillis", rounded(status.network().bufferMillis()));
    line("stats", members);
  }

  @Override
  public void end() {}

  private synchronized void line(String name, Map<String, Object> members) {
    StringBuilder text = new StringBuilder("{");
    member(text, "event", name);
    member(text, "time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    members.forEach((key, value) -> member(text, key, value));
    out.println(text.append('}'));
    out.flush();
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0 + (Double.isNaN(value) ? Double.NaN : 0);
  }

  private static void member(StringBuilder text, String key, Object value) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(text, key);
    text.append(':');
    if (value instanceof Double number && !Double.isFinite(number)) {
      text.append("null");
    } else if (value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      quote(text, value.toString());
    }
  }

  /** RFC 8259 §7; all that is not ASCII escaped, whatever the terminal's character set. */
  private static void quote(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
