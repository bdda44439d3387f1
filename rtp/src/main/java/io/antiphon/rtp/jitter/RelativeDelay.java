package io.antiphon.rtp.jitter;

/**
 * How much later than the fastest packets of the last 5 to 10 seconds something is: what a playout
 * delay is measured by, since the two clocks have no common zero. Forgetting the older ones lets it
 * follow their drift and a change of route.
 */
final class RelativeDelay {
  private static final long BUCKET_NANOS = 5_000_000_000L;

  private final int clockRateHz;
  private boolean started;
  private long originNanos;
  private long bucketNanos;
  private long fastest;
  private long fastestBefore;

  RelativeDelay(int clockRateHz) {
    this.clockRateHz = clockRateHz;
  }

  /** Accounts for a packet that arrives now, not for copies of one. */
  void onPacket(long nowNanos, long timestamp) {
    if (!started) {
      started = true;
      originNanos = nowNanos;
      bucketNanos = nowNanos;
      fastest = Long.MAX_VALUE;
      fastestBefore = Long.MAX_VALUE;
    }
    if (nowNanos - bucketNanos >= 2 * BUCKET_NANOS) {
      bucketNanos = nowNanos;
      fastest = Long.MAX_VALUE;
      fastestBefore = Long.MAX_VALUE;
    } else if (nowNanos - bucketNanos >= BUCKET_NANOS) {
      bucketNanos += BUCKET_NANOS;
      fastestBefore = fastest;
      fastest = Long.MAX_VALUE;
    }
    fastest = Math.min(fastest, ticks(nowNanos) - timestamp);
  }

  private long ticks(long nowNanos) {
    return (long) ((nowNanos - originNanos) * 1e-9 * clockRateHz);
  }

  /** Forgets all packets: what came before does not compare with what comes. */
  void reset() {
    started = false;
  }

  /** How late {@code timestamp} is now, in ticks; negative if even the fastest are not due yet. */
  long ticks(long nowNanos, long timestamp) {
    return started ? ticks(nowNanos) - timestamp - Math.min(fastest, fastestBefore) : 0;
  }
}
