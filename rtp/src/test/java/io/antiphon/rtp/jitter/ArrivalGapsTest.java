package io.antiphon.rtp.jitter;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArrivalGapsTest {
  private static final int FRAME = 960;

  private final ArrivalGaps gaps = new ArrivalGaps(48_000);
  private final SplittableRandom random = new SplittableRandom(5);

  private boolean isUnusual(int millis) {
    return gaps.isUnusual(48L * millis, FRAME);
  }

  /** Packets of 20 ms, each as late as is said. */
  private void arrive(int slot, int lateMillis) {
    learn((long) slot * FRAME + 48L * lateMillis, slot, (long) slot * FRAME, lateMillis > 40);
  }

  private void learn(long atTicks, int sequence, long timestamp, boolean wasLate) {
    gaps.learn(gaps.before(atTicks, sequence, timestamp, FRAME), FRAME, wasLate);
  }

  @Test
  void wherePacketsComeEvenlyMoreThanTwoAndAHalfOfThemAreUnusual() {
    for (int i = 0; i < 500; i++) {
      arrive(i, 0);
    }
    assertFalse(isUnusual(50));
    assertTrue(isUnusual(51));
  }

  @Test
  void whereEachFifthIsLostAQuietOfThreeIsNothingUnusual() {
    for (int i = 0; i < 2_000; i++) {
      if (random.nextInt(5) > 0) {
        arrive(i, 0);
      }
    }
    assertFalse(isUnusual(60));
    assertTrue(isUnusual(120));
  }

  @Test
  void stallsStayUnusualHoweverOftenTheyCome() {
    for (int i = 0; i < 2_000; i++) {
      arrive(i, Math.max(0, 200 - 20 * (i % 40)));
    }
    assertTrue(isUnusual(51));
  }

  @Test
  void aSourceThatFallsSilentSaysNothingOfTheNetwork() {
    int slot = 0;
    for (int i = 0; i < 1_000; i++) {
      slot += i % 10 == 0 ? 20 : 1;
      learn((long) slot * FRAME, i, (long) slot * FRAME, false);
    }
    assertTrue(isUnusual(51));
  }
}
