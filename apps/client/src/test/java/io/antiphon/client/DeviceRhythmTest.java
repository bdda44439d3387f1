package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceRhythmTest {
  private static final long MILLI = 1_000_000;

  private final DeviceRhythm rhythm = new DeviceRhythm();
  private long nowNanos = 5;
  private long looks;

  /** Looks until the lump is there; gives how late it was seen. */
  private long await(long lumpNanos) {
    while (nowNanos < lumpNanos) {
      long rest = rhythm.restNanos(nowNanos);
      assertTrue(rest >= DeviceRhythm.SHORTEST_REST_NANOS, "rests " + rest);
      assertTrue(rest <= DeviceRhythm.LONGEST_REST_NANOS, "rests " + rest);
      nowNanos += rest;
      looks++;
    }
    rhythm.onMoved(nowNanos);
    return nowNanos - lumpNanos;
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 10, 20})
  void seesALumpAtOnceWithoutLookingAllTheTime(int everyMillis) {
    await(everyMillis * MILLI);
    looks = 0;
    for (int lump = 2; lump < 500; lump++) {
      long late = await((long) lump * everyMillis * MILLI);
      assertTrue(lump < 20 || late <= DeviceRhythm.SHORTEST_REST_NANOS, lump + ": " + late);
    }
    int most = everyMillis / 2 + 4;
    assertTrue(looks <= 500L * most, looks + " looks");
  }

  @Test
  void whatBelongsToTheSameLumpIsNoRhythm() {
    for (int lump = 1; lump < 100; lump++) {
      await(10L * lump * MILLI);
      await(10L * lump * MILLI + MILLI);
    }
    looks = 0;
    await(1_000 * MILLI);
    assertTrue(looks <= 9, looks + " looks");
  }

  @Test
  void followsAnotherRhythmSoon() {
    for (int lump = 1; lump < 100; lump++) {
      await(10L * lump * MILLI);
    }
    long begun = nowNanos;
    long late = 0;
    for (int lump = 1; lump < 20; lump++) {
      late = await(begun + 5L * lump * MILLI);
    }
    assertTrue(late <= DeviceRhythm.SHORTEST_REST_NANOS, "late by " + late);
  }

  @Test
  void aCardThatIsSilentIsNotLookedAtAllTheTime() {
    for (int lump = 1; lump < 100; lump++) {
      await(10L * lump * MILLI);
    }
    looks = 0;
    await(nowNanos + 1_000 * MILLI);
    assertTrue(looks <= 510, looks + " looks");
  }
}
