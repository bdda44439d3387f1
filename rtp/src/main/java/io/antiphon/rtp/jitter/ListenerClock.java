package io.antiphon.rtp.jitter;

/**
 * The clock of whoever listens, in ticks, made even: it moves on by what is asked for, and follows
 * the wall clock only slowly. Who is held up and then asks for several stretches at once, or asks a
 * little late each time, so asks for each of them at its time.
 */
final class ListenerClock {
  /** Held up for longer, the listener is taken to have left out what lies between. */
  private static final int LEFT_OUT_MILLIS = 150;

  private final int clockRateHz;
  private boolean started;
  private boolean pulled;
  private long originNanos;
  private long ticks;
  private long nextTicks;
  private long windowEndTicks;
  private long leastLagTicks;

  ListenerClock(int clockRateHz) {
    this.clockRateHz = clockRateHz;
  }

  /** A moment of the wall clock on this scale. */
  long ticksAt(long nowNanos) {
    if (!started) {
      started = true;
      originNanos = nowNanos;
    }
    return (long) ((nowNanos - originNanos) * 1e-9 * clockRateHz);
  }

  /** The listener asks for the next so many ticks. */
  void pull(long nowNanos, int wantedTicks) {
    long now = ticksAt(nowNanos);
    long lag = now - nextTicks;
    if (!pulled || lag < 0 || lag > LEFT_OUT_MILLIS * (long) clockRateHz / 1000) {
      nextTicks = now;
      lag = 0;
      leastLagTicks = 0;
      pulled = true;
    }
    leastLagTicks = Math.min(leastLagTicks, lag);
    if (nextTicks >= windowEndTicks) {
      // Nobody was on time for a second: so this is the listener's time.
      nextTicks += leastLagTicks;
      leastLagTicks = Long.MAX_VALUE;
      windowEndTicks = nextTicks + clockRateHz;
    }
    ticks = nextTicks;
    nextTicks += wantedTicks;
  }

  /** When what was asked for last is to be played. */
  long ticks() {
    return ticks;
  }
}
