package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MediaClockTest {
  private final MediaClock clock = new MediaClock(millis(1000));

  @Test
  void nothingIsDueBeforeTheDeadline() {
    assertEquals(0, clock.advanceTo(millis(1000) - 1));
  }

  @Test
  void latenessOfOneWakeDoesNotMoveTheNextDeadline() {
    assertEquals(1, clock.advanceTo(millis(1013)));
    assertEquals(millis(1020), clock.nextDeadlineNanos());
  }

  @Test
  void aStallIsWholeSlotsSkippedAndThenTheOldScheduleGoesOn() {
    assertEquals(1, clock.advanceTo(millis(1000)));
    assertEquals(5, clock.advanceTo(millis(1105)));
    assertEquals(4, clock.skippedSlots());
    assertEquals(millis(1120), clock.nextDeadlineNanos());
  }

  @Test
  void anHourHasExactly180000Slots() {
    long slots = 0;
    for (long now = millis(1000); now < millis(1000 + 3_600_000); now += 7_123_457) {
      slots += clock.advanceTo(now);
    }
    slots += clock.advanceTo(millis(1000 + 3_600_000) - 1);
    assertEquals(180_000, slots);
  }

  @Test
  void survivesTheWrapOfTheMonotonicClock() {
    MediaClock wrapping = new MediaClock(Long.MAX_VALUE - millis(10));
    assertEquals(1, wrapping.advanceTo(Long.MAX_VALUE - millis(10)));
    assertEquals(1, wrapping.advanceTo(Long.MAX_VALUE + millis(10)));
  }

  private static long millis(long ms) {
    return ms * 1_000_000;
  }
}
