package io.antiphon.peer;

import java.util.concurrent.TimeUnit;

/**
 * Whether an event loop is to wake up for each packet, which is soonest, or to look at its sockets
 * now and then, which is cheaper once packets are many. What counts is how often waking for each
 * would wake it: in the one state its turns, in the other the packets it finds. Sans-IO; one
 * thread.
 */
final class Wakefulness {
  /** More wake-ups a second than this cost more than looking does. */
  static final int MOST_PER_SECOND = 500;

  /**
   * So few that it wakes up for each again; well below, so that it does not change all the time.
   */
  static final int FEW_PER_SECOND = 300;

  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long MOST = MOST_PER_SECOND * WINDOW_NANOS / TimeUnit.SECONDS.toNanos(1);

  private boolean perPacket = true;
  private boolean started;
  private long windowNanos;
  private long count;

  /** Whether to wake up for each packet now. */
  boolean perPacket() {
    return perPacket;
  }

  /**
   * The loop has had a turn.
   *
   * @param packets that it found
   */
  void onTurn(long nowNanos, int packets) {
    if (!started) {
      started = true;
      windowNanos = nowNanos;
    }
    count += perPacket ? 1 : packets;
    if (perPacket && count > MOST) {
      perPacket = false; // a burst is not waited out
      begin(nowNanos);
    } else if (nowNanos - windowNanos >= WINDOW_NANOS) {
      double perSecond = count * 1e9 / (nowNanos - windowNanos);
      perPacket |= perSecond < FEW_PER_SECOND;
      begin(nowNanos);
    }
  }

  private void begin(long nowNanos) {
    windowNanos = nowNanos;
    count = 0;
  }
}
