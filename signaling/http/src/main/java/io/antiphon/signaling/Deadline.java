package io.antiphon.signaling;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thing a connection waits for, and what happens if it does not come in time. Touched by
 * the connection's event loop alone.
 */
final class Deadline {
  private @Nullable Future<?> running;

  /** Runs the task after this time, in place of what it would have run before. */
  void set(EventExecutor loop, Duration time, Runnable task) {
    clear();
    running = loop.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** It came in time. */
  void clear() {
    if (running != null) {
      running.cancel(false);
      running = null;
    }
  }
}
