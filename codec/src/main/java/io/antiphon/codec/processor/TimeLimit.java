package io.antiphon.codec.processor;

import java.util.Locale;

/**
 * When a processor is too slow. Half of the time that its frames last is its own; what it takes
 * beyond that it owes, and it is too slow once it owes over 250 ms. Debts are forgiven at 25 ms a
 * second, and one frame adds no more than 200 ms.
 *
 * <p>So one pause of the garbage collector, a first frame that loads classes, or a machine that
 * stands still for a moment every few seconds costs an innocent processor nothing, and one that
 * takes twice the time its frames last is out after nine of them. It is the clock on the wall that
 * counts, not the processor's own time: whoever waits for a disk holds up the call as well. Frames
 * under 10 ms are given 10.
 */
final class TimeLimit {
  private static final long LEAST_NANOS = 10_000_000;
  private static final long MOST_OWED_NANOS = 250_000_000;
  private static final long MOST_OF_A_FRAME_NANOS = 200_000_000;
  private static final long FORGIVEN_EVERY = 40;

  private long owedNanos;
  private long lastNanos;

  boolean isExceeded(long tookNanos, long frameNanos, long nowNanos) {
    long beyond = tookNanos - Math.max(LEAST_NANOS, frameNanos) / 2;
    if (beyond > 0) {
      long forgiven = (nowNanos - lastNanos) / FORGIVEN_EVERY;
      owedNanos = owedNanos > forgiven ? owedNanos - forgiven : 0;
      owedNanos += Math.min(beyond, MOST_OF_A_FRAME_NANOS);
      lastNanos = nowNanos;
    }
    return owedNanos > MOST_OWED_NANOS;
  }

  String describe(long tookNanos, long frameNanos) {
    return String.format(
        Locale.ROOT,
        "took %.1f ms of a %.1f ms frame, and is %d ms behind of late",
        tookNanos * 1e-6,
        frameNanos * 1e-6,
        Math.round(owedNanos * 1e-6));
  }

  void reset() {
    owedNanos = 0;
  }
}
