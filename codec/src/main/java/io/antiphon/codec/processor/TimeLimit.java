package io.antiphon.codec.processor;

import java.util.Locale;

/**
 * When a processor is too slow: a frame took over four times as long as it lasts, or three within
 * ten seconds took over half as long. One pause of the garbage collector or a first frame that
 * loads classes must not cost an innocent processor its place. Frames under 10 ms are given 10.
 */
final class TimeLimit {
  private static final long LEAST_NANOS = 10_000_000;
  private static final long WINDOW_NANOS = 10_000_000_000L;

  private int strikes;
  private long lastNanos;
  private long lastButOneNanos;

  boolean isExceeded(long tookNanos, long frameNanos, long nowNanos) {
    long allowed = Math.max(LEAST_NANOS, frameNanos);
    if (tookNanos > 4 * allowed) {
      return true;
    }
    if (tookNanos <= allowed / 2) {
      return false;
    }
    boolean third = strikes >= 2 && nowNanos - lastButOneNanos <= WINDOW_NANOS;
    lastButOneNanos = lastNanos;
    lastNanos = nowNanos;
    strikes = Math.min(2, strikes + 1);
    return third;
  }

  String describe(long tookNanos, long frameNanos) {
    return String.format(
        Locale.ROOT, "took %.1f ms of a %.1f ms frame", tookNanos * 1e-6, frameNanos * 1e-6);
  }

  void reset() {
    strikes = 0;
  }
}
