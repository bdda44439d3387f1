package io.antiphon.client;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The one line that says how the call goes: rewritten in place on a terminal, elsewhere a line of
 * its own every few seconds and at every change of state. Sans-IO but for the stream it is given.
 */
final class StatusLine {
  private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int COLUMNS = 79;
  private static final int BAR = 5;
  private static final String MUTED = "[muted]  --";
  private static final int QUIETEST_DB = 60;

  private final PrintWriter out;
  private final boolean live;
  private String shown = "";
  private String lastState = "";
  private long lastNanos;

  /** A line on {@code out}, which is a terminal if {@code live}. */
  StatusLine(PrintWriter out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /** Shows it, if it is time to. */
  void show(long nowNanos, CallStatus status) {
    boolean news = !status.state().equals(lastState);
    if (live) {
      String text = text(status);
      // Spaces wipe out what was longer before; no escape sequence has to be understood.
      out.print("\r" + text + " ".repeat(Math.max(0, shown.length() - text.length())));
      out.flush();
      shown = text;
    } else if (news || nowNanos - lastNanos >= PLAIN_NANOS) {
      out.println(text(status));
      lastNanos = nowNanos;
    }
    lastState = status.state();
  }

  /** Leaves what is shown where it is and goes on below it. */
  void end() {
    if (live && !shown.isEmpty()) {
      out.println();
      shown = "";
    }
  }

  /** Says a sentence, above the line where that is rewritten. */
  void say(String sentence) {
    end();
    out.println(sentence);
    out.flush();
  }

  static String text(CallStatus status) {
    String time = clock((long) status.elapsedSeconds());
    if (status.totalSeconds() > 0) {
      time += "/" + clock(status.totalSeconds());
    }
    String text =
        String.format(
            Locale.ROOT,
            "%-12s %s out%s in%s%s",
            status.state(),
            time,
            status.muted() ? MUTED : level(status.outDbov()),
            level(status.inDbov()),
            network(status.network()));
    return text.substring(0, Math.min(text.length(), COLUMNS));
  }

  /** Only what is known. */
  private static String network(CallStatus.Network network) {
    StringBuilder text = new StringBuilder();
    append(text, " rtt %.0f", network.roundTripMillis());
    append(text, " buf %.0f", network.bufferMillis());
    append(text, " loss %.1f%%", network.lossPercent());
    return text.toString();
  }

  private static void append(StringBuilder text, String format, double value) {
    if (!Double.isNaN(value)) {
      text.append(String.format(Locale.ROOT, format, value));
    }
  }

  private static String clock(long seconds) {
    return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }

  /** A bar of 12 dB per cell, and the decibels. */
  private static String level(int dbov) {
    int cells = Math.max(0, QUIETEST_DB - dbov) * BAR / QUIETEST_DB;
    String number = dbov >= 100 ? " --" : String.format(Locale.ROOT, "%3d", -dbov);
    return "[" + "#".repeat(cells) + "-".repeat(BAR - cells) + "] " + number;
  }
}
