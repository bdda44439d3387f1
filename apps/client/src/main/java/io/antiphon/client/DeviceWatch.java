package io.antiphon.client;

import java.util.concurrent.TimeUnit;

/**
 * Whether a sound device still works, and when to open it again if not: a device that is unplugged
 * ends in an error on one system, and on another just never delivers again. Sans-IO; one thread.
 */
final class DeviceWatch {
  /** Longer than any card's first sample takes. */
  static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(4);

  /** A line that was opened again takes its own buffer's length whether or not it plays it. */
  private static final long STEADY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private long progressNanos;
  private long openedNanos;
  private long reopenNanos;
  private long backOffNanos = FIRST_NANOS;
  private boolean lost;

  /** The device was opened just now. */
  DeviceWatch(long nowNanos) {
    progressNanos = nowNanos;
  }

  /**
   * It has delivered or taken samples.
   *
   * @return whether it was lost before, and is back: has been at work for half a second
   */
  boolean onProgress(long nowNanos) {
    progressNanos = nowNanos;
    if (!lost || nowNanos - openedNanos < STEADY_NANOS) {
      return false;
    }
    backOffNanos = FIRST_NANOS;
    lost = false;
    return true;
  }

  /** It was opened again; whether it works is to be seen. */
  void onOpened(long nowNanos) {
    openedNanos = nowNanos;
    progressNanos = nowNanos;
  }

  /** Whether it has done nothing for too long. */
  boolean isStalled(long nowNanos) {
    return nowNanos - progressNanos >= STALLED_NANOS;
  }

  /**
   * It has failed, or cannot be opened; it is to be opened again after a while.
   *
   * @return whether that is news
   */
  boolean onLost(long nowNanos) {
    reopenNanos = nowNanos + backOffNanos;
    backOffNanos = Math.min(2 * backOffNanos, LONGEST_NANOS);
    boolean news = !lost;
    lost = true;
    return news;
  }

  boolean isReopenDue(long nowNanos) {
    return nowNanos - reopenNanos >= 0;
  }
}
