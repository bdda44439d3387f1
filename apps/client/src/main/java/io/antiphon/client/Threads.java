package io.antiphon.client;

/** Waiting for a thread that has been told to end. */
final class Threads {
  private Threads() {}

  static void join(Thread thread, long millis) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
