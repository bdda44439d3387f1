package io.antiphon.client;

import org.jspecify.annotations.Nullable;

/** A report that hears of the end once, also of a call that never began. */
final class Ending implements CallReport {
  private final CallReport report;
  private boolean ended;

  Ending(CallReport report) {
    this.report = report;
  }

  @Override
  public synchronized void tell(CallEvent event) {
    ended |= event.name().equals("ended");
    report.tell(event);
  }

  @Override
  public void show(long nowNanos, CallStatus status) {
    report.show(nowNanos, status);
  }

  @Override
  public void end() {
    report.end();
  }

  /** Tells the end, unless that was done. */
  synchronized void ensure(int exitCode, @Nullable String sentence) {
    if (!ended) {
      tell(CallEvent.ended(exitCode, sentence));
    }
  }
}
