package io.antiphon.rtp.jitter;

/**
 * How much later than the fastest packets of the last 5 to 10 seconds something is: what a playout
 * delay is measured by, since the two clocks have no common zero. Forgetting the older ones lets it
 * follow their drift and a change of route. All times are ticks of the {@link ListenerClock}.
 */
final class RelativeDelay {
  private static final int BUCKET_SECONDS = 5;

  private final long bucketTicks;
  private boolean started;
  private long bucketStart;
  private long fastest;
  private long fastestBefore;

  RelativeDelay(int clockRateHz) {
    bucketTicks = (long) BUCKET_SECONDS * clockRateHz;
  }

  /** Accounts for a packet's arrival, not for that of copies of one. */
  void onPacket(long arrivalTicks, long timestamp) {
    if (!started || arrivalTicks - bucketStart >= 2 * bucketTicks) {
      started = true;
      bucketStart = arrivalTicks;
      fastest = Long.MAX_VALUE;
      fastestBefore = Long.MAX_VALUE;
    } else if (arrivalTicks - bucketStart >= bucketTicks) {
      bucketStart += bucketTicks;
      fastestBefore = fastest;
      fastest = Long.MAX_VALUE;
    }
    fastest = Math.min(fastest, arrivalTicks - timestamp);
  }

  /** Forgets all packets: what came before does not compare with what comes. */
  void reset() {
    started = false;
  }

  /** How late {@code timestamp} is at that time; negative if even the fastest are not due yet. */
  long at(long ticks, long timestamp) {
    return started ? ticks - timestamp - Math.min(fastest, fastestBefore) : 0;
  }
}
