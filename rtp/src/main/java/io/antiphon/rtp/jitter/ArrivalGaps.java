package io.antiphon.rtp.jitter;

/**
 * How long it is quiet between one packet's arrival and the next one's, when that is no stall,
 * which holds up all: where packets are lost or overtake each other often, it is longer now and
 * then, and the next to come is not late, or not the next in the row.
 */
final class ArrivalGaps {
  private static final double USUAL = 0.99;
  private static final int MOST_MILLIS = 400;

  private final DelayHistogram gaps;
  private final int mostTicks;
  private long newestTicks = Long.MIN_VALUE;
  private long nextSequence;
  private long nextTimestamp;

  ArrivalGaps(int clockRateHz) {
    mostTicks = clockRateHz / 1000 * MOST_MILLIS;
    gaps = new DelayHistogram(clockRateHz, mostTicks);
  }

  /** Whether that is the number behind the one that came last. */
  boolean isNext(long sequence) {
    return sequence == nextSequence;
  }

  /** A packet is here: how long it was quiet before it; 0 if its source was silent meanwhile. */
  int before(long atTicks, long sequence, long timestamp, int durationTicks) {
    boolean pause = sequence == nextSequence && timestamp > nextTimestamp;
    long gap = pause || newestTicks == Long.MIN_VALUE ? 0 : atTicks - newestTicks;
    newestTicks = atTicks;
    nextSequence = sequence + 1;
    nextTimestamp = timestamp + durationTicks;
    return (int) Math.max(0, Math.min(mostTicks, gap));
  }

  /**
   * It was quiet for so long before a packet that lasts that long, as it had been held up or not.
   */
  void learn(int gapTicks, int durationTicks, boolean heldUp) {
    gaps.add(heldUp ? 0 : gapTicks, durationTicks);
  }

  /** Whether it is seldom quiet for so long. */
  boolean isUnusual(long quietTicks, int frameTicks) {
    return 2 * quietTicks > 5L * frameTicks && quietTicks > gaps.quantileTicks(USUAL);
  }
}
