package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WakefulnessTest {
  private static final long MILLI = 1_000_000;

  private final Wakefulness wakefulness = new Wakefulness();
  private long nowNanos = 7;

  /**
   * Lets seconds pass in which so many packets come a second, evenly; whoever looks does so then.
   */
  private void pass(int seconds, int packetsPerSecond) {
    long endNanos = nowNanos + seconds * 1_000L * MILLI;
    double waiting = 0;
    while (nowNanos < endNanos) {
      long stepNanos =
          wakefulness.perPacket() ? 1_000 * MILLI / Math.max(1, packetsPerSecond) : 4 * MILLI;
      nowNanos += stepNanos;
      waiting += stepNanos * 1e-9 * packetsPerSecond;
      wakefulness.onTurn(nowNanos, (int) waiting);
      waiting -= (int) waiting;
    }
  }

  @Test
  void wakesForEachPacketFromTheBeginning() {
    assertTrue(wakefulness.perPacket());
  }

  @Test
  void goesOnWakingForFewPackets() {
    pass(60, Wakefulness.MOST_PER_SECOND * 9 / 10);
    assertTrue(wakefulness.perPacket());
  }

  @Test
  void looksNowAndThenWherePacketsAreMany() {
    pass(1, Wakefulness.MOST_PER_SECOND * 2);
    assertFalse(wakefulness.perPacket());
    pass(60, 10_000);
    assertFalse(wakefulness.perPacket());
  }

  @Test
  void wakesAgainWhenTheyAreFew() {
    pass(2, 10_000);
    pass(2, Wakefulness.FEW_PER_SECOND * 9 / 10);
    assertTrue(wakefulness.perPacket());
  }

  @Test
  void staysAsItIsInBetween() {
    int between = (Wakefulness.FEW_PER_SECOND + Wakefulness.MOST_PER_SECOND) / 2;
    pass(10, between);
    assertTrue(wakefulness.perPacket());
    pass(2, 10_000);
    pass(10, between);
    assertFalse(wakefulness.perPacket());
  }

  @Test
  void aBurstIsNotWaitedOut() {
    for (int i = 0; i < Wakefulness.MOST_PER_SECOND; i++) {
      wakefulness.onTurn(nowNanos += 1_000, 1);
    }
    assertFalse(wakefulness.perPacket());
  }

  @Test
  void turnsWithoutPacketsCountWhereTheyCost() {
    for (int i = 0; i < 2_000; i++) {
      wakefulness.onTurn(nowNanos += MILLI / 2, 0);
    }
    // Of those turns it was not a packet that was the cause; looking, it finds none, and waits
    // again.
    for (int i = 0; i < 2_000; i++) {
      wakefulness.onTurn(nowNanos += 4 * MILLI, 0);
    }
    assertTrue(wakefulness.perPacket());
  }
}
