package io.antiphon.dtlssrtp;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the bounded pool that handshakes run on; see {@link ComputingTurn}. */
final class HandshakeThreads {
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
}
