package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WaterMarksTest {
  private final WaterMarks marks = new WaterMarks(Duration.ofSeconds(1), Duration.ofSeconds(3));

  @Test
  void whoAsksBelowTheHighMarkGoesOnAtOnce() {
    assertTrue(marks.ask(3).isDone());
    assertFalse(marks.ask(3.01).isDone());
  }

  @Test
  void whoWaitsGoesOnAtTheLowMarkAndNotBefore() {
    CompletableFuture<Void> room = marks.ask(4);
    marks.onLevel(1.01);
    assertFalse(room.isDone());
    CompletableFuture<Void> later = marks.ask(2);
    assertFalse(later.isDone(), "between the marks one waits with the other");
    assertFalse(marks.ask(5).isDone(), "and above the high mark takes nobody's place");
    marks.onLevel(1);
    assertTrue(room.isDone());
    assertTrue(later.isDone());
    assertTrue(marks.ask(2).isDone());
  }

  @Test
  void allAreLetGoAtTheEnd() {
    CompletableFuture<Void> room = marks.ask(4);
    marks.letGo();
    assertTrue(room.isDone());
  }
}
