package io.antiphon.rtp.congestion;

/**
 * How much longer packets take now than the fastest of the last ten to twenty seconds took. The
 * clocks of both sides need not agree. One thread; nothing is allocated.
 */
final class QueueingDelay {
  private static final long EPOCH_NANOS = 10_000_000_000L;

  private boolean any;
  private long epochNanos;
  private long leastNanos;
  private long leastBeforeNanos;
  private double nowNanos;

  void add(long sentNanos, long arrivedNanos) {
    long trip = arrivedNanos - sentNanos;
    if (!any) {
      any = true;
      epochNanos = sentNanos;
      leastNanos = trip;
      leastBeforeNanos = trip;
    } else if (sentNanos - epochNanos > EPOCH_NANOS) {
      epochNanos = sentNanos;
      leastBeforeNanos = leastNanos;
      leastNanos = trip;
    }
    leastNanos = Math.min(leastNanos, trip);
    long queued = trip - Math.min(leastNanos, leastBeforeNanos);
    nowNanos += (queued - nowNanos) / 4;
  }

  double seconds() {
    return nowNanos * 1e-9;
  }
}
