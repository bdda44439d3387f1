package io.antiphon.dtlssrtp;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the bounded pool that handshakes run on, and says how many of them compute at a time.
 *
 * <p>A handshake waits for the network for most of its life, and holds a thread meanwhile: so there
 * are many. If all of them computed at once, all would be slow together, and so would everything
 * else: so as many compute as there are processors, in the order in which they asked.
 */
final class HandshakeThreads {
  private static final Semaphore PROCESSORS =
      new Semaphore(Runtime.getRuntime().availableProcessors(), true);

  /** Enough for a handshake, which needs some 40 KiB, and far below the JVM's default. */
  private static final long STACK_BYTES = 256 * 1024;

  private HandshakeThreads() {}

  static ExecutorService newExecutor(String name, int maxThreads, int maxWaiting) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            maxThreads,
            maxThreads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxWaiting),
            task -> {
              Thread thread =
                  new Thread(null, task, name + "-" + number.incrementAndGet(), STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Begins to compute; waits for a processor if need be. */
  static void beginComputing() {
    PROCESSORS.acquireUninterruptibly();
  }

  /** Leaves the processor to another handshake. */
  static void endComputing() {
    PROCESSORS.release();
  }
}
