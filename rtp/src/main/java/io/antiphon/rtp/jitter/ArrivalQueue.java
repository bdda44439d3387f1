package io.antiphon.rtp.jitter;

/** Arrivals since the listener asked last, in the order they came. Allocates nothing. */
final class ArrivalQueue {
  private static final int CAPACITY = 256;

  private final long[] arrivalTicks = new long[CAPACITY];
  private final long[] timestamps = new long[CAPACITY];
  private final int[] durations = new int[CAPACITY];
  private int size;

  /** Notes a packet; when there are too many, those that came last are not noted. */
  void add(long arrival, long timestamp, int durationTicks) {
    if (size < CAPACITY) {
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

  long timestamp(int index) {
    return timestamps[index];
  }

  int durationTicks(int index) {
    return durations[index];
  }

  void clear() {
    size = 0;
  }
}
