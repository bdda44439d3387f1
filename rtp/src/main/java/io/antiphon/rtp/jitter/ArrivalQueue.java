package io.antiphon.rtp.jitter;

/** Arrivals since the listener asked last, in the order they came. Allocates nothing. */
final class ArrivalQueue {
  private static final int CAPACITY = 256;

  private final long[] arrivalTicks = new long[CAPACITY];
  private final long[] timestamps = new long[CAPACITY];
  private final int[] durations = new int[CAPACITY];
  private final int[] gaps = new int[CAPACITY];
  private final boolean[] next = new boolean[CAPACITY];
  private final boolean[] first = new boolean[CAPACITY];
  private final boolean[] copies = new boolean[CAPACITY];
  private int size;

  /**
   * Notes a packet; when there are too many, those that came last are not noted.
   *
   * @param gapTicks how long it was quiet before it
   * @param isNext whether it has the number behind the one that came before it
   * @param isFirst whether no copy of it had come before
   * @param brings whether it brings a copy of the one before it, which was not there
   */
  void add(
      long arrival,
      int gapTicks,
      boolean isNext,
      long timestamp,
      int durationTicks,
      boolean isFirst,
      boolean brings) {
    if (size < CAPACITY) {
      gaps[size] = gapTicks;
      next[size] = isNext;
      first[size] = isFirst;
      copies[size] = brings;
      arrivalTicks[size] = arrival;
      timestamps[size] = timestamp;
      durations[size] = durationTicks;
      size++;
    }
  }

  int size() {
    return size;
  }

  long arrivalTicks(int index) {
    return arrivalTicks[index];
  }

  /** How long it was quiet before it. */
  int gapTicks(int index) {
    return gaps[index];
  }

  /** Whether it has the number behind the one that came before it. */
  boolean isNext(int index) {
    return next[index];
  }

  long timestamp(int index) {
    return timestamps[index];
  }

  int durationTicks(int index) {
    return durations[index];
  }

  /** Whether no copy of it had come before. */
  boolean isFirst(int index) {
    return first[index];
  }

  /** Whether it brought a copy of the one before it, which was not there. */
  boolean bringsCopy(int index) {
    return copies[index];
  }

  void clear() {
    size = 0;
  }
}
