package io.antiphon.bench;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices when the whole machine stands still for a moment, as a virtual one does now and then: a
 * thread that wants to be woken every 2 ms is not. Collections of garbage, which hold up this
 * program alone, are none.
 */
final class Standstills implements AutoCloseable {
  /**
   * Nothing ran between two moments.
   *
   * @param fromNanos on the clock of {@link System#nanoTime}
   * @param toNanos likewise
   */
  record Standstill(long fromNanos, long toNanos) {}

  private static final long BEAT_NANOS = 2_000_000;
  private static final long LEAST_NANOS = 15_000_000;

  private final GarbageCollectorMXBean[] collectors =
      ManagementFactory.getGarbageCollectorMXBeans().toArray(new GarbageCollectorMXBean[0]);
  private final List<Standstill> found = new ArrayList<>();
  private final Thread thread = new Thread(this::watch, "standstills");
  private volatile boolean closed;

  Standstills() {
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    long before = System.nanoTime();
    long collectingBefore = collectingMillis();
    while (!closed) {
      LockSupport.parkNanos(BEAT_NANOS);
      long now = System.nanoTime();
      long collecting = collectingMillis();
      boolean collected = collecting - collectingBefore > LEAST_NANOS / 2_000_000;
      if (now - before > LEAST_NANOS && !collected) {
        add(new Standstill(before, now));
      }
      before = now;
      collectingBefore = collecting;
    }
  }

  private synchronized void add(Standstill standstill) {
    found.add(standstill);
  }

  private long collectingMillis() {
    long sum = 0;
    for (GarbageCollectorMXBean each : collectors) {
      sum += each.getCollectionTime();
    }
    return sum;
  }

  /** Those so far. */
  synchronized List<Standstill> found() {
    return List.copyOf(found);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
