package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.bench.StallWatch.Stall;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateClicksTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void tellsThoseAfterAStandstillFromTheOthers() {
    Delays delays = new Delays("", List.of(80.0, 150.0, 82.0, 140.0, 84.0, 86.0), 0);
    List<Long> heard =
        List.of(SECOND, 11 * SECOND, 20 * SECOND, 30 * SECOND, 31 * SECOND, 50 * SECOND);
    List<Stall> stalls =
        List.of(new Stall(-SECOND, 99_000_000), new Stall(10 * SECOND, 40_000_000));
    LateClicks late = LateClicks.of(delays, heard, stalls, 0);
    assertEquals(2, late.count());
    assertEquals(1, late.afterStall());
    assertEquals(1, late.stalls(), "the other was before the beginning");
    assertEquals(40, late.longestStallMillis(), 1e-9);
    assertEquals(140, late.calmP95(), 1e-9);
  }

  @Test
  void withoutAnythingThereIsNothingToSay() {
    LateClicks late = LateClicks.of(new Delays("", List.of(), 0), List.of(), List.of(), 0);
    assertEquals(0, late.count());
    assertEquals(0, late.longestStallMillis());
  }
}
