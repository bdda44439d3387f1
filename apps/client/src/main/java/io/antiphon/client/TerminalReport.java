package io.antiphon.client;

import java.io.PrintWriter;

/** Tells people: the status line, sentences between, and on stdout where the recording is. */
final class TerminalReport implements CallReport {
  private final StatusLine line;
  private final PrintWriter out;

  /**
   * A report.
   *
   * @param line for how it goes, and for sentences
   * @param out for what the call has left behind
   */
  TerminalReport(StatusLine line, PrintWriter out) {
    this.line = line;
    this.out = out;
  }

  @Override
  public synchronized void tell(CallEvent event) {
    String sentence = event.sentence();
    if (sentence == null) {
      return;
    }
    if (event.name().equals("recording")) {
      line.end();
      out.println(sentence);
      out.flush();
    } else {
      line.say(sentence);
    }
  }

  @Override
  public synchronized void show(long nowNanos, CallStatus status) {
    line.show(nowNanos, status);
  }

  @Override
  public synchronized void end() {
    line.end();
  }
}
