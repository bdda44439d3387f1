package io.antiphon.dtlssrtp;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the bounded pool that handshakes run on; see {@link ComputingTurn}. A thread that idles is
 * used first, another is made only while all are busy, and once there are as many as there may be,
 * handshakes wait in the order in which they came.
 */
final class HandshakeThreads {
  /** Enough for a handshake, which needs some 40 KiB, and far below the JVM's default. */
  private static final long STACK_BYTES = 256 * 1024;

  private HandshakeThreads() {}

  static ExecutorService newExecutor(String name, int maxThreads, int maxWaiting) {
    AtomicInteger number = new AtomicInteger();
    Waiting waiting = new Waiting();
    return new ThreadPoolExecutor(
        0,
        maxThreads,
        10,
        TimeUnit.SECONDS,
        waiting,
        task -> {
          Thread thread =
              new Thread(null, task, name + "-" + number.incrementAndGet(), STACK_BYTES);
          thread.setDaemon(true);
          return thread;
        },
        (task, pool) -> waiting.await(task, pool, maxWaiting));
  }

  /**
   * What the pool offers, it takes only if a thread idles; then the pool makes a thread, and if it
   * may not, comes back with the task to let it wait.
   */
  private static final class Waiting extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }

    /** Called by those alone who have found all threads busy. */
    synchronized void await(Runnable task, ThreadPoolExecutor pool, int most) {
      if (pool.isShutdown() || size() >= most) {
        throw new RejectedExecutionException("all threads are busy, and " + most + " wait");
      }
      put(task);
      if (pool.isShutdown() && remove(task)) {
        throw new RejectedExecutionException("shut down");
      }
      // All of them may just have ended, having idled for long enough.
      if (pool.getPoolSize() == 0 && remove(task)) {
        pool.execute(task);
      }
    }
  }
}
