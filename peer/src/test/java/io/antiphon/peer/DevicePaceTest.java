package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DevicePaceTest {
  private final DevicePaces all = new DevicePaces(() -> {});
  private final Card card = new Card();
  private final List<Integer> taken = new ArrayList<>();
  private @Nullable DeviceClock wanted = card;
  private final DevicePace pace =
      new DevicePace(all, () -> wanted, (nowNanos, steps) -> taken.add(steps));

  private static final class Card implements DeviceClock {
    private int due;
    private boolean followed;

    @Override
    public void follow(Runnable onStep) {
      followed = true;
    }

    @Override
    public int advance() {
      int steps = due;
      due = 0;
      return steps;
    }
  }

  @Test
  void withoutADeviceTheMediaClockPlays() {
    wanted = null;
    assertEquals(1, pace.onSlots(1));
    assertEquals(3, pace.onSlots(3));
    assertTrue(all.isEmpty());
  }

  @Test
  void theDeviceTakesItsStepsAndTheMediaClockNone() {
    for (int slot = 0; slot < 100; slot++) {
      assertEquals(0, pace.onSlots(1));
      card.due = 1;
      all.advance(0);
    }
    assertTrue(card.followed);
    assertEquals(100, taken.size());
  }

  @Test
  void whatTheDeviceHadBeforeIsNobodys() {
    card.due = 500;
    pace.onSlots(1);
    all.advance(0);
    assertEquals(List.of(), taken);
  }

  @Test
  void theMediaClockTakesThePlaceOfADeviceThatStandsStill() {
    for (int slot = 0; slot < 4; slot++) {
      assertEquals(0, pace.onSlots(1));
    }
    assertEquals(5, pace.onSlots(1), "all the time without a step");
    assertEquals(1, pace.onSlots(1));
    card.due = 1;
    all.advance(0);
    assertEquals(0, pace.onSlots(1));
    assertEquals(List.of(1), taken);
  }

  @Test
  void aLoopThatWasHeldUpDoesNotTakeTheDeviceForStill() {
    pace.onSlots(1);
    assertEquals(0, pace.onSlots(20));
  }

  @Test
  void leavesTheDeviceWhenItIsToldTo() {
    pace.onSlots(1);
    wanted = null;
    assertEquals(1, pace.onSlots(1));
    assertTrue(all.isEmpty());
    wanted = card;
    pace.onSlots(1);
    assertFalse(all.isEmpty());
    pace.close();
    assertTrue(all.isEmpty());
  }
}
