package io.antiphon.client;

/** Who is told how a call goes. Any thread may tell. */
interface CallReport {
  /** Something has happened. */
  void tell(CallEvent event);

  /** How the call goes, about ten times a second. */
  void show(long nowNanos, CallStatus status);

  /** No more status will follow. */
  void end();
}
