package io.antiphon.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EventExecutor loop = channel.eventLoop();
  private final List<String> missed = new ArrayList<>();
  private final Deadline deadline = new Deadline();

  DeadlineTest() {
    channel.freezeTime();
  }

  @Test
  void isMissedOnceItsTimeHasPassed() {
    deadline.set(loop, Duration.ofSeconds(2), () -> missed.add("body"));
    pass(1_999);
    assertEquals(List.of(), missed);
    pass(1);
    assertEquals(List.of("body"), missed);
  }

  @Test
  void aNewOneTakesThePlaceOfTheOneBefore() {
    deadline.set(loop, Duration.ofSeconds(2), () -> missed.add("request"));
    pass(1_000);
    deadline.set(loop, Duration.ofSeconds(2), () -> missed.add("body"));
    pass(1_500);
    assertEquals(List.of(), missed);
    pass(500);
    assertEquals(List.of("body"), missed);
  }

  @Test
  void isNotMissedOnceItIsCleared() {
    deadline.set(loop, Duration.ofSeconds(2), () -> missed.add("request"));
    deadline.clear();
    deadline.clear();
    pass(5_000);
    assertEquals(List.of(), missed);
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }
}
