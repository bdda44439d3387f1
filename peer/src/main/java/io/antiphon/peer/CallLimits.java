package io.antiphon.peer;

import io.antiphon.rtp.stream.RtpEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a call ends by itself: it has lasted as long as it may, or the other side has said goodbye
 * and is silent. On the loop.
 */
final class CallLimits {
  private Duration maxCallTime;
  private final Farewell farewell = new Farewell();
  private long connectedNanos;
  private boolean connected;

  /**
   * Limits of a call that is not connected yet.
   *
   * @param maxCallTime from its first connection on; zero for no limit
   */
  CallLimits(Duration maxCallTime) {
    this.maxCallTime = maxCallTime;
  }

  /** Counts at once, the time before included. */
  void setMaxCallTime(Duration limit) {
    maxCallTime = limit;
  }

  /** The call is connected, for the first time or again. */
  void onConnected(long nowNanos) {
    if (!connected) {
      connected = true;
      connectedNanos = nowNanos;
    }
  }

  void on(RtpEvent event) {
    farewell.on(event);
  }

  /** Why the call is to end now; null if it goes on. */
  @Nullable String reached(long nowNanos, ConnectionState state) {
    long limitNanos = maxCallTime.toNanos();
    if (connected && limitNanos > 0 && nowNanos - connectedNanos >= limitNanos) {
      return "the call has lasted its maximum time, " + maxCallTime.toSeconds() + " s";
    }
    if (farewell.isSaid() && state == ConnectionState.DISCONNECTED) {
      return "the other side has said goodbye (RTCP BYE) and is silent";
    }
    return null;
  }
}
