package io.antiphon.peer;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of servers looked up and certificates checked, apart from the loop; no thread until then.
 */
final class LookUps implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LookUps.class);
  private static final int THREADS = 4;
  private static final int MAX_WAITING = 1_000;

  private final ThreadPoolExecutor threads;

  LookUps() {
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              Thread thread = new Thread(task, "antiphon-lookup");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("a thousand look-ups wait already, or the endpoint is closed", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
