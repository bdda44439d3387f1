package io.antiphon.dtlssrtp;

import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One handshake's claim to a processor.
 *
 * <p>A handshake waits for the network for most of its life, and holds a thread meanwhile: so there
 * are many threads. If all of them computed at once, all would be slow together, and everything
 * else too. So as many compute as there are processors, and of those that could, the one that began
 * first: the others are not slower for it, and it is done sooner.
 */
final class ComputingTurn implements Comparable<ComputingTurn> {
  private static final PriorityQueue<ComputingTurn> WAITING = new PriorityQueue<>();
  private static int free = Runtime.getRuntime().availableProcessors();
  private static long begun;

  private long number = -1;
  private volatile boolean granted;
  private @Nullable Thread waiting;

  /** Begins to compute, or goes on; waits for a processor if need be. */
  void begin() {
    synchronized (WAITING) {
      if (number < 0) {
        number = begun++;
      }
      if (free > 0) {
        free--;
        return;
      }
      granted = false;
      waiting = Thread.currentThread();
      WAITING.add(this);
    }
    boolean interrupted = false;
    while (!granted) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves the processor to another handshake. */
  void end() {
    synchronized (WAITING) {
      ComputingTurn next = WAITING.poll();
      if (next == null) {
        free++;
        return;
      }
      next.granted = true;
      LockSupport.unpark(next.waiting);
    }
  }

  @Override
  public int compareTo(ComputingTurn other) {
    return Long.compare(number, other.number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
