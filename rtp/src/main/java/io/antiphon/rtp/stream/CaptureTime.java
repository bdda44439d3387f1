package io.antiphon.rtp.stream;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.rtcp.NtpTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Which packets of a sender tell when their audio was captured, and what: the first, then one each
 * second, between which receivers interpolate
 * (http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time). One thread.
 */
final class CaptureTime {
  private static final long INTERVAL_NANOS = 1_000_000_000;

  private final HeaderExtensionBlock withMid;
  private final HeaderExtensionBlock without;
  private final boolean negotiated;
  private boolean due;
  private boolean told;
  private long toldNanos;
  private long unixNanosAtZero;

  CaptureTime(HeaderExtensionIds ids, @Nullable String mid) {
    withMid = new HeaderExtensionBlock(ids, mid, true);
    without = new HeaderExtensionBlock(ids, null, true);
    negotiated = ids.absCaptureTime() != 0;
  }

  void setWallClock(long newUnixNanosAtZero) {
    unixNanosAtZero = newUnixNanosAtZero;
    due = negotiated;
  }

  /** Whether the next packet tells it. */
  boolean isDue() {
    return due;
  }

  HeaderExtensionBlock block(boolean mid) {
    return mid ? withMid : without;
  }

  /**
   * The time, as NTP has it, of a packet whose audio began as long before it is sent as it lasts.
   */
  long of(long nowNanos, int durationTicks, int clockRateHz) {
    if (!negotiated) {
      return 0;
    }
    if (!due) {
      due = told && nowNanos - toldNanos >= INTERVAL_NANOS;
      return 0;
    }
    due = false;
    told = true;
    toldNanos = nowNanos;
    long lastsNanos = durationTicks * 1_000_000_000L / clockRateHz;
    return NtpTimestamp.ofUnixNanos(unixNanosAtZero + nowNanos - lastsNanos).bits();
  }
}
