package io.antiphon.signaling;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;

/** Takes work to the event loop that owns what it touches. */
final class OnLoop {
  private OnLoop() {}

  /**
   * Runs the task at once if this is the loop's thread, or else soon.
   *
   * @return false if the loop has ended, and every connection of it
   */
  static boolean run(EventExecutor loop, Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
      return true;
    }
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
