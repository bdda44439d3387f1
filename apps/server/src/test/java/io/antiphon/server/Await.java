package io.antiphon.server;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Asks again and again until the answer is right, or the time is over. */
final class Await {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Await() {}

  static <T> T until(String what, Duration limit, Callable<T> question, Predicate<T> willDo)
      throws Exception {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    T answer = question.call();
    while (!willDo.test(answer)) {
      if (deadlineNanos - System.nanoTime() <= 0) {
        throw new AssertionError("waited for " + what + "; the last answer was " + answer);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      answer = question.call();
    }
    return answer;
  }
}
