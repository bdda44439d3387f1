package io.antiphon.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets SIGINT, SIGTERM and SIGHUP end what the current thread does by interrupting it, and holds
 * the process until it is done. The exit code is then Java's own: 130, 143 or 129.
 */
final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final Thread interrupted = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "antiphon-shutdown");
  private boolean closing;

  /** From here on a signal interrupts the current thread. */
  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void onShutdown() {
    synchronized (this) {
      if (!closing) {
        interrupted.interrupt();
      }
    }
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("Closing took too long; the server may not have noticed.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** From here on no signal interrupts: closing has begun and will end by itself. */
  synchronized void beginClosing() {
    closing = true;
    Thread.interrupted(); // what came just now has its wish
  }

  /** All is closed; the process may end. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // it is running
    }
  }
}
