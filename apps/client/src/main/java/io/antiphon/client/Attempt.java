package io.antiphon.client;

import io.antiphon.signaling.SignalingException;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts to take a call up again, one at a time, on a thread of their own: a server that is
 * stopped keeps its callers waiting, and the call's own thread has a status to show.
 */
final class Attempt implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Attempt.class);
  private static final int NOT_FOUND = 404;

  /** How an attempt went. */
  enum Outcome {
    /** The server has answered; audio should follow. */
    ANSWERED,
    /** The server does not know the call. */
    UNKNOWN,
    /** No, or not now. */
    FAILED
  }

  private final Call call;
  private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
  private volatile String failure = "";
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread dialler = new Thread(task, "antiphon-dialler");
            dialler.setDaemon(true);
            return dialler;
          });

  Attempt(Call call) {
    this.call = call;
  }

  /** Begins an attempt; the one before has ended. */
  void begin(Reconnection.Step step) {
    thread.execute(() -> outcome.set(make(step)));
  }

  private Outcome make(Reconnection.Step step) {
    try {
      if (step == Reconnection.Step.RESTART_ICE) {
        call.restartIce();
      } else {
        call.redial();
      }
      return Outcome.ANSWERED;
    } catch (SignalingException e) {
      failure = Sentences.of(e);
      log.debug("{}: {}", step, failure);
      return e.status() == NOT_FOUND ? Outcome.UNKNOWN : Outcome.FAILED;
    } catch (IOException | CallException e) {
      failure = Sentences.of(e);
      log.debug("{}: {}", step, failure);
      return Outcome.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.FAILED;
    } catch (RuntimeException e) {
      failure = Sentences.of(e);
      log.warn("{} went wrong", step, e);
      return Outcome.FAILED;
    }
  }

  /** How the last one went, told once; null while there is nothing to tell. */
  @Nullable Outcome poll() {
    return outcome.getAndSet(null);
  }

  /** Why the last one that failed did, in a sentence; empty if none did. */
  String failure() {
    return failure;
  }

  /** Breaks off what is under way, and waits for it. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(3, java.util.concurrent.TimeUnit.SECONDS)) {
        log.warn("an attempt to connect does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
