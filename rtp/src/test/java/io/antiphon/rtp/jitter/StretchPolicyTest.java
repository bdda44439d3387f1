package io.antiphon.rtp.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much faster or slower, and how often, by how far the delay is off. */
class StretchPolicyTest {
  private static final int MILLI = 48;
  private static final int STEP = 10 * MILLI;
  private static final int FRAME = 20 * MILLI;

  private final StretchPolicy policy = new StretchPolicy(48_000);

  /** A second in steps of 10 ms, the delay being off by that all the time: what was changed. */
  private int[] second(int offMillis) {
    int changes = 0;
    int ticks = 0;
    for (int i = 0; i < 100; i++) {
      policy.onPull(STEP, 0, FRAME);
      int wanted = policy.wanted((long) offMillis * MILLI);
      if (wanted != 0) {
        policy.onChanged();
        changes++;
        ticks += wanted;
      }
    }
    return new int[] {changes, ticks / MILLI};
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "12, 0, 0", "-1, 17, -212", "40, 17, 255", "80, 34, 510", "200, 50, 750"})
  void theFurtherItIsOffTheMoreOftenItIsChanged(int offMillis, int changes, int millis) {
    int[] second = second(offMillis);
    assertEquals(changes, (double) second[0], 1, "changes in a second");
    assertEquals(millis, (double) second[1], 15, "ms left out in a second");
  }

  @Test
  void onlyWhatIsFarOffIsWorthBeingHeard() {
    second(45);
    assertFalse(policy.isUrgent());
    second(55);
    assertTrue(policy.isUrgent());
    second(-45);
    assertTrue(policy.isUrgent());
    second(-30);
    assertFalse(policy.isUrgent());
  }

  @Test
  void anOddRestIsLeftOutTenTimesASecondAtMost() {
    int changes = 0;
    for (int i = 0; i < 100; i++) {
      policy.onPull(STEP, 4 * MILLI, FRAME);
      int wanted = policy.wanted(4 * MILLI);
      assertTrue(wanted == 0 || wanted == 4 * MILLI, wanted + " ticks");
      if (wanted != 0) {
        policy.onChanged();
        changes++;
      }
    }
    assertEquals(10, changes);
  }

  @Test
  void whereThereWasNoPlaceItIsTriedAgainThirtyMillisecondsLater() {
    second(0);
    assertTrue(policy.wanted(30 * MILLI) > 0);
    policy.onRefused();
    for (int i = 0; i < 2; i++) {
      policy.onPull(STEP, 0, FRAME);
      assertEquals(0, policy.wanted(30 * MILLI));
    }
    policy.onPull(STEP, 0, FRAME);
    assertTrue(policy.wanted(30 * MILLI) > 0);
  }

  @ParameterizedTest
  @CsvSource({"100, 0", "99, 50", "60, 50", "59, 100", "0, 100"})
  void inAStallItIsSlowedDownTheMoreTheLessIsLeft(int runningMillis, int changes) {
    int made = 0;
    for (int i = 0; i < 100; i++) {
      policy.onPull(STEP, 0, FRAME);
      int wanted = policy.wantedInStall((long) runningMillis * MILLI);
      assertTrue(wanted == 0 || wanted == -15 * MILLI, wanted + " ticks");
      if (wanted != 0) {
        policy.onChanged();
        made++;
      }
    }
    assertEquals(changes, made);
  }
}
