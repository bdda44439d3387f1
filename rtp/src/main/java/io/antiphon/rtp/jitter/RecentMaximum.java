package io.antiphon.rtp.jitter;

/** The largest of what the last 2 to 3 seconds have brought. */
final class RecentMaximum {
  private static final int SECONDS = 3;

  private final int clockRateHz;
  private final long[] ofSecond = new long[SECONDS];
  private long second;

  RecentMaximum(int clockRateHz) {
    this.clockRateHz = clockRateHz;
  }

  void add(long atTicks, long value) {
    long now = atTicks / clockRateHz;
    for (long each = Math.max(second + 1, now - SECONDS + 1); each <= now; each++) {
      ofSecond[(int) (each % SECONDS)] = 0;
    }
    second = now;
    int index = (int) (now % SECONDS);
    ofSecond[index] = Math.max(ofSecond[index], value);
  }

  long ticks() {
    long most = 0;
    for (long each : ofSecond) {
      most = Math.max(most, each);
    }
    return most;
  }
}
