package io.antiphon.rtp.congestion;

/**
 * Packets gathered into groups that were sent together, and how much longer each group took than
 * the one before (draft-ietf-rmcat-gcc-02 §5.2, §5.3). One thread; nothing is allocated.
 */
final class ArrivalGroups {
  /** Packets sent within this are of one group. */
  private static final long BURST_NANOS = 5_000_000;

  /** Arrival times that leap by this say nothing. */
  private static final long LEAP_NANOS = 3_000_000_000L;

  private boolean any;
  private boolean previous;
  private long firstSentNanos;
  private long lastSentNanos;
  private long lastArrivedNanos;
  private long previousSentNanos;
  private long previousArrivedNanos;
  private long arrivalDeltaNanos;
  private long sendDeltaNanos;
  private long completedNanos;

  /**
   * Adds a packet, in the order of sending.
   *
   * @param sentNanos on the sender's clock
   * @param arrivedNanos on the receiver's
   * @return whether that has completed a group, and there was one before it
   */
  boolean add(long sentNanos, long arrivedNanos) {
    if (!any) {
      any = true;
      begin(sentNanos, arrivedNanos);
      return false;
    }
    if (sentNanos - firstSentNanos < 0) {
      return false; // overtaken: its group is over
    }
    if (Math.abs(arrivedNanos - lastArrivedNanos) > LEAP_NANOS) {
      previous = false;
      begin(sentNanos, arrivedNanos);
      return false;
    }
    if (belongs(sentNanos, arrivedNanos)) {
      lastSentNanos = Math.max(lastSentNanos, sentNanos);
      lastArrivedNanos = Math.max(lastArrivedNanos, arrivedNanos);
      return false;
    }
    boolean complete = previous;
    sendDeltaNanos = lastSentNanos - previousSentNanos;
    arrivalDeltaNanos = lastArrivedNanos - previousArrivedNanos;
    completedNanos = lastArrivedNanos;
    previous = true;
    previousSentNanos = lastSentNanos;
    previousArrivedNanos = lastArrivedNanos;
    begin(sentNanos, arrivedNanos);
    return complete;
  }

  /** Sent with the others, or held up on the way and released together with them. */
  private boolean belongs(long sentNanos, long arrivedNanos) {
    if (sentNanos - firstSentNanos <= BURST_NANOS) {
      return true;
    }
    long apart = arrivedNanos - lastArrivedNanos;
    long drift = apart - (sentNanos - lastSentNanos);
    return drift < 0 && apart <= BURST_NANOS && sentNanos - firstSentNanos < 20 * BURST_NANOS;
  }

  private void begin(long sentNanos, long arrivedNanos) {
    firstSentNanos = sentNanos;
    lastSentNanos = sentNanos;
    lastArrivedNanos = arrivedNanos;
  }

  /** By how much the last group completed was later than the one before, less than it was sent. */
  double delayVariationMillis() {
    return (arrivalDeltaNanos - sendDeltaNanos) * 1e-6;
  }

  /** How long after the one before the last group completed was sent. */
  long sendDeltaNanos() {
    return sendDeltaNanos;
  }

  /** When the last group completed has arrived. */
  long completedNanos() {
    return completedNanos;
  }
}
