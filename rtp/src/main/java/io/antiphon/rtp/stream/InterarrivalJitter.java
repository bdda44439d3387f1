package io.antiphon.rtp.stream;

import io.antiphon.rtp.RtpTimestamp;

/**
 * How unevenly the packets of one source arrive, as its sender is told (RFC 3550 §6.4.1, appendix
 * A.8).
 *
 * <p>Packets count in arrival order, late ones included. Driven by the thread of its receiver.
 */
final class InterarrivalJitter {
  /** A timestamp that is this far from its arrival says that the clock was set, not the network. */
  private static final int MAX_DEVIATION_SECONDS = 5;

  private int clockRateHz;
  private boolean started;
  private long lastArrivalNanos;
  private int lastTimestamp;
  private double jitterTicks;

  InterarrivalJitter(int clockRateHz) {
    this.clockRateHz = clockRateHz;
  }

  /**
   * Accounts for one packet.
   *
   * @param nowNanos arrival, nanoseconds on the caller's monotonic clock
   * @param timestamp of the packet, in ticks of the RTP clock
   */
  void onPacket(long nowNanos, int timestamp) {
    if (started) {
      double arrivalTicks = (nowNanos - lastArrivalNanos) * 1e-9 * clockRateHz;
      double deviation = Math.abs(arrivalTicks - RtpTimestamp.difference(timestamp, lastTimestamp));
      if (deviation < (double) MAX_DEVIATION_SECONDS * clockRateHz) {
        jitterTicks += (deviation - jitterTicks) / 16;
      }
    }
    started = true;
    lastArrivalNanos = nowNanos;
    lastTimestamp = timestamp;
  }

  /** The next packet starts a new row of timestamps; the estimate stays, at the new rate. */
  void restart(int newClockRateHz) {
    jitterTicks = jitterTicks * newClockRateHz / clockRateHz;
    clockRateHz = newClockRateHz;
    started = false;
  }

  double ticks() {
    return jitterTicks;
  }
}
