package io.antiphon.peer;

/**
 * The absolute schedule that all outgoing audio of an event loop follows: slot {@code n} is due at
 * {@code start + n · 20 ms}, whatever happened before it.
 *
 * <p>Whoever wakes late is told how many slots have passed, plays the newest and leaves the others
 * out; there is never a burst, and no error adds up. Sans-IO: the time comes in as an argument.
 */
final class MediaClock {
  /** Length of a slot, the packet time of everything that is sent. */
  static final long SLOT_NANOS = 20_000_000;

  private long nextDeadlineNanos;
  private long skippedSlots;

  /** A clock whose first slot is due at {@code startNanos}. */
  MediaClock(long startNanos) {
    nextDeadlineNanos = startNanos;
  }

  /**
   * Moves on to {@code nowNanos}.
   *
   * @return how many slots fell due since the last call: 0 if none yet, 1 on time, more after a
   *     stall
   */
  int advanceTo(long nowNanos) {
    long lateNanos = nowNanos - nextDeadlineNanos;
    if (lateNanos < 0) {
      return 0;
    }
    int due = (int) Math.min(Integer.MAX_VALUE / 2, 1 + lateNanos / SLOT_NANOS);
    nextDeadlineNanos += due * SLOT_NANOS;
    skippedSlots += due - 1;
    return due;
  }

  /** When the next slot is due. */
  long nextDeadlineNanos() {
    return nextDeadlineNanos;
  }

  /** Slots left out so far because the loop was late. */
  long skippedSlots() {
    return skippedSlots;
  }
}
