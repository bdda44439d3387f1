package io.antiphon.rtp.congestion;

/**
 * What has arrived over there in the last half second (draft-ietf-rmcat-gcc-02 §5.5, R_hat). One
 * thread; nothing is allocated.
 */
final class AcknowledgedBitrate {
  private static final int CAPACITY = 256;
  private static final long WINDOW_NANOS = 500_000_000;
  private static final long LEAST_NANOS = 200_000_000;

  private final long[] arrivedNanos = new long[CAPACITY];
  private final int[] bytes = new int[CAPACITY];
  private int first;
  private int count;
  private long sum;

  /** Adds a packet; times of arrival hardly go back. */
  void add(long arrived, int length) {
    if (count == CAPACITY) {
      drop();
    }
    int place = (first + count) & (CAPACITY - 1);
    arrivedNanos[place] = arrived;
    bytes[place] = length;
    count++;
    sum += length;
    while (count > 1 && arrived - arrivedNanos[first] > WINDOW_NANOS) {
      drop();
    }
  }

  private void drop() {
    sum -= bytes[first];
    first = (first + 1) & (CAPACITY - 1);
    count--;
  }

  /** Bit/s, 0 while too little has come to tell. */
  int bps() {
    if (count < 2) {
      return 0;
    }
    long span = arrivedNanos[(first + count - 1) & (CAPACITY - 1)] - arrivedNanos[first];
    // The first packet marks the beginning of the span; its own bytes took time before it.
    return span < LEAST_NANOS ? 0 : (int) ((sum - bytes[first]) * 8 * 1_000_000_000L / span);
  }
}
