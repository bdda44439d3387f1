package io.antiphon.codec.processor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What all stages of a chain share: the owner's clock, and the ear for what goes wrong. */
final class Supervisor {
  private final LongSupplier nanoTime;
  private final Consumer<ProcessorBypass> listener;
  private final AtomicLong bypasses = new AtomicLong();

  Supervisor(LongSupplier nanoTime, Consumer<ProcessorBypass> listener) {
    this.nanoTime = nanoTime;
    this.listener = listener;
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  void report(ProcessorBypass bypass) {
    bypasses.incrementAndGet();
    try {
      listener.accept(bypass);
    } catch (RuntimeException e) {
      // The call goes on, whatever the listener makes of it; the status has the report as well.
    }
  }

  /** How often a processor was bypassed since the chain was made. */
  long bypasses() {
    return bypasses.get();
  }
}
