package io.antiphon.interop;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Asks again and again until the answer is right, or the time is over. */
final class Await {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Await() {}

  /**
   * Returns the first answer that will do.
   *
   * @throws AssertionError when the deadline passes, telling the last answer
   */
  static <T> T until(String what, Duration limit, Callable<T> question, Predicate<T> willDo)
      throws Exception {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (true) {
      T answer = question.call();
      if (willDo.test(answer)) {
        return answer;
      }
      if (deadlineNanos - System.nanoTime() <= 0) {
        throw new AssertionError(
            "waited %s for %s; the last answer was %s".formatted(limit, what, answer));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  static void until(String what, Duration limit, Callable<Boolean> question) throws Exception {
    until(what, limit, question, answer -> answer);
  }
}
