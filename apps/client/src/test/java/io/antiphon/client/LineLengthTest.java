package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineLengthTest {
  private final LineLength length = new LineLength();
  private long nowNanos;

  /** It is under way: the line is short. */
  private LineLengthTest() {
    seconds(10, 0);
  }

  private boolean seconds(int count, int dryEvery) {
    for (int i = 1; i <= count; i++) {
      nowNanos += TimeUnit.SECONDS.toNanos(1);
      if (length.observe(nowNanos, dryEvery > 0 && i % dryEvery == 0)) {
        length.onOpened(nowNanos);
        seconds(10, 0);
        return true;
      }
    }
    return false;
  }

  @Test
  void staysShortWhileItIsServedInTime() {
    assertFalse(seconds(3_600, 0));
    assertFalse(seconds(3_600, 60), "once a minute is no reason");
    assertEquals(LineLength.LEAST_MILLIS, length.millis());
  }

  @Test
  void growsWhenItKeepsRunningDryAndNotBeyondItsMost() {
    for (int expected : new int[] {15, 20, 40, 60, 80}) {
      assertTrue(seconds(10, 2));
      assertEquals(expected, length.millis());
    }
    assertFalse(seconds(100, 2));
    assertEquals(LineLength.MOST_MILLIS, length.millis());
  }

  @Test
  void beginsLongerAndIsShortOnceTheProgramIsUnderWay() {
    LineLength fresh = new LineLength();
    fresh.onOpened(0);
    assertEquals(LineLength.FIRST_MILLIS, fresh.millis());
    for (int millis = 2; millis < 10_000; millis += 2) {
      boolean dry = millis < 5_000 && millis % 150 == 0; // no reason in the first seconds
      assertFalse(fresh.observe(TimeUnit.MILLISECONDS.toNanos(millis), dry), "at " + millis);
    }
    assertTrue(fresh.observe(TimeUnit.SECONDS.toNanos(10), false));
    assertEquals(LineLength.LEAST_MILLIS, fresh.millis());
  }

  @Test
  void staysAsItBeganWhereEvenThatRunsDry() {
    LineLength fresh = new LineLength();
    fresh.onOpened(0);
    for (int second = 1; second < 20; second++) {
      fresh.observe(TimeUnit.SECONDS.toNanos(second), second < 11);
    }
    assertEquals(LineLength.FIRST_MILLIS, fresh.millis());
  }

  @Test
  void theFirstSecondsOfALineAreNoReason() {
    length.onOpened(nowNanos);
    for (int i = 0; i < 13; i++) {
      nowNanos += TimeUnit.MILLISECONDS.toNanos(150);
      assertFalse(length.observe(nowNanos, true));
    }
  }

  @Test
  void oneLongStallIsOneReason() {
    seconds(5, 0);
    for (int i = 0; i < 1_000; i++) {
      nowNanos += TimeUnit.MILLISECONDS.toNanos(2);
      assertFalse(length.observe(nowNanos, true));
    }
  }

  @Test
  void aStallNowAndThenIsBorne() {
    assertFalse(seconds(3_600, 4), "three in ten seconds");
  }

  @Test
  void shrinksAgainInCalmAndIsSlowerTheNextTime() {
    seconds(10, 2);
    assertFalse(seconds(20, 0));
    assertTrue(seconds(20, 0));
    assertEquals(LineLength.LEAST_MILLIS, length.millis());
    assertTrue(seconds(10, 2));
    assertFalse(seconds(50, 0));
    assertTrue(seconds(20, 0));
  }

  @Test
  void shrinksAgainOnAMachineThatStandsStillNowAndThen() {
    assertTrue(seconds(10, 2));
    assertTrue(seconds(10, 2));
    assertTrue(seconds(60, 7));
    assertTrue(seconds(120, 7));
    assertEquals(LineLength.LEAST_MILLIS, length.millis());
  }
}
