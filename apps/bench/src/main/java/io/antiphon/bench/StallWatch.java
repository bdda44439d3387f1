package io.antiphon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Notes when this machine stands still: a thread that asks to sleep for 2 ms, and sleeps for much
 * longer. It says nothing of which program is at fault; a machine that others share often is
 * itself.
 */
final class StallWatch implements AutoCloseable {
  /**
   * A standstill.
   *
   * @param endNanos when it was over, by {@link System#nanoTime}
   * @param nanos how long it took
   */
  record Stall(long endNanos, long nanos) {}

  private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

  private final List<Stall> stalls = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "bench-stalls");
  private volatile boolean closed;

  private StallWatch() {}

  static StallWatch start() {
    StallWatch watch = new StallWatch();
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void run() {
    long before = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(SLEEP_NANOS);
      long now = System.nanoTime();
      if (now - before >= LEAST_NANOS) {
        note(new Stall(now, now - before));
      }
      before = now;
    }
  }

  private synchronized void note(Stall stall) {
    stalls.add(stall);
  }

  /** Those of 15 ms and more so far, in order. */
  synchronized List<Stall> stalls() {
    return List.copyOf(stalls);
  }

  @Override
  public void close() {
    closed = true;
  }
}
