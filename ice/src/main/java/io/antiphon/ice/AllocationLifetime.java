package io.antiphon.ice;

/** How long a TURN server keeps our address, and when to ask for more (RFC 8656 §3.2, §8). */
final class AllocationLifetime {
  private static final long DEFAULT_SECONDS = 600;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private boolean refreshing;
  private long refreshNanos;
  private long expiryNanos;

  /** What we ask for. */
  static int wantedSeconds() {
    return (int) DEFAULT_SECONDS;
  }

  /**
   * The server has granted so much from now on.
   *
   * @param lifetimeSeconds 0 or less if it did not say
   */
  void onGranted(long nowNanos, long lifetimeSeconds) {
    long seconds = lifetimeSeconds > 0 ? lifetimeSeconds : DEFAULT_SECONDS;
    refreshing = false;
    expiryNanos = nowNanos + seconds * SECOND_NANOS;
    refreshNanos = nowNanos + Math.max(seconds / 2, seconds - 60) * SECOND_NANOS;
  }

  /** The server was silent: another try in a second. */
  void onSilence(long nowNanos) {
    refreshing = false;
    refreshNanos = nowNanos + SECOND_NANOS;
  }

  boolean isOver(long nowNanos) {
    return expiryNanos - nowNanos <= 0;
  }

  /** Whether to ask for more now; true once until that is answered. */
  boolean beginRefresh(long nowNanos) {
    boolean due = !refreshing && refreshNanos - nowNanos <= 0;
    refreshing |= due;
    return due;
  }

  void consider(Earliest earliest) {
    earliest.consider(expiryNanos);
    if (!refreshing) {
      earliest.consider(refreshNanos);
    }
  }
}
