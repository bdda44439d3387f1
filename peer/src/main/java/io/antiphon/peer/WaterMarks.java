package io.antiphon.peer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells a producer when to go on: it waits once more than the high mark is there, until that has
 * sunk to the low one. Of any thread; who asks takes care that only one does at a time.
 */
final class WaterMarks {
  private final double lowSeconds;
  private final double highSeconds;
  private final AtomicReference<@Nullable CompletableFuture<Void>> asked = new AtomicReference<>();

  WaterMarks(Duration low, Duration high) {
    lowSeconds = low.toNanos() * 1e-9;
    highSeconds = high.toNanos() * 1e-9;
  }

  double highSeconds() {
    return highSeconds;
  }

  /** Completed when there is room: at once, unless somebody waits already or too much is there. */
  CompletableFuture<Void> ask(double waitingSeconds) {
    CompletableFuture<Void> room = asked.get();
    if (room == null && waitingSeconds > highSeconds) {
      room = new CompletableFuture<>();
      asked.set(room);
    }
    return room == null ? CompletableFuture.completedFuture(null) : room.copy();
  }

  /** Whether somebody waits, and wants to hear of the level. */
  boolean isAsked() {
    return asked.get() != null;
  }

  /** So much is there now. */
  void onLevel(double waitingSeconds) {
    if (waitingSeconds <= lowSeconds) {
      letGo();
    }
  }

  /** Whoever waits goes on. */
  void letGo() {
    CompletableFuture<Void> room = asked.getAndSet(null);
    if (room != null) {
      room.complete(null);
    }
  }
}
