package io.antiphon.client;

/**
 * When to look at a sound card again: it gives and takes samples a lump at a time, every 5 or 10 ms
 * as a rule, and says nothing when it does. So it is looked at now and then between two lumps, and
 * often from shortly before the next is due. Sans-IO; one thread.
 */
final class DeviceRhythm {
  static final long LONGEST_REST_NANOS = 2_000_000;
  static final long SHORTEST_REST_NANOS = 500_000;

  /** Lumps come no faster; what moves sooner belongs to the one before. */
  private static final long LEAST_INTERVAL_NANOS = 2_500_000;

  /** So much before it is due. */
  private static final long EARLY_NANOS = 750_000;

  /** So long after it was due, it is no longer waited for at every moment. */
  private static final long OVERDUE_NANOS = 3_000_000;

  private static final int REMEMBERED = 8;

  private final long[] intervals = new long[REMEMBERED];
  private int count;
  private boolean rested;
  private long lumpNanos;

  /** Samples were moved. */
  void onMoved(long nowNanos) {
    long interval = nowNanos - lumpNanos;
    if (rested && interval >= LEAST_INTERVAL_NANOS) {
      intervals[count++ % REMEMBERED] = interval;
      lumpNanos = nowNanos;
    }
    rested = false;
  }

  /** Nothing could be moved: how long to rest before the next look. */
  long restNanos(long nowNanos) {
    rested = true;
    long dueNanos = lumpNanos + shortestInterval() - EARLY_NANOS - nowNanos;
    if (dueNanos < -OVERDUE_NANOS) {
      return LONGEST_REST_NANOS;
    }
    return Math.max(SHORTEST_REST_NANOS, Math.min(LONGEST_REST_NANOS, dueNanos));
  }

  private long shortestInterval() {
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < Math.min(count, REMEMBERED); i++) {
      shortest = Math.min(shortest, intervals[i]);
    }
    return shortest == Long.MAX_VALUE ? LEAST_INTERVAL_NANOS : shortest;
  }
}
