package io.antiphon.peer;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Calls from any thread, carried out on the event loop in their order and answered by futures; the
 * steps of an exchange of descriptions one after the other.
 */
final class SessionCalls {
  /** Something that may fail. */
  interface Step {
    void run() throws Exception;
  }

  private final Endpoint endpoint;
  private final PeerSession session;

  SessionCalls(Endpoint endpoint, PeerSession session) {
    this.endpoint = endpoint;
    this.session = session;
  }

  <T> CompletableFuture<T> onLoop(Callable<T> action) {
    CompletableFuture<T> result = unlessClosed();
    if (!result.isDone()) {
      endpoint.loop().execute(() -> complete(result, action));
    }
    return result;
  }

  /** The same, when the steps of the exchange that were asked for before are over. */
  <T> CompletableFuture<T> chained(Callable<T> action) {
    return chained(false, () -> {}, action);
  }

  /**
   * The same, once our candidates are known or have been waited for long enough.
   *
   * @param before what comes before the waiting
   */
  <T> CompletableFuture<T> whenGathered(Step before, Callable<T> action) {
    return chained(true, before, action);
  }

  private <T> CompletableFuture<T> chained(boolean gather, Step before, Callable<T> action) {
    CompletableFuture<T> result = unlessClosed();
    if (result.isDone()) {
      return result;
    }
    OperationsChain.Operation operation =
        over -> {
          Runnable last =
              () -> {
                complete(result, action);
                over.run();
              };
          try {
            before.run();
          } catch (Exception e) {
            over.run();
            result.completeExceptionally(e);
            return;
          }
          if (gather) {
            session.whenGathered(last);
          } else {
            last.run();
          }
        };
    run(() -> session.signaling().chain().add(operation));
    return result;
  }

  private <T> CompletableFuture<T> unlessClosed() {
    return endpoint.isClosed()
        ? CompletableFuture.failedFuture(new IllegalStateException("the endpoint is closed"))
        : new CompletableFuture<>();
  }

  /** Now if a listener calls, so that nothing comes in between; else when the loop gets to it. */
  void run(Runnable task) {
    if (endpoint.loop().isOwnThread()) {
      task.run();
    } else {
      endpoint.loop().execute(task);
    }
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> action) {
    try {
      result.complete(action.call());
    } catch (Exception e) {
      result.completeExceptionally(e);
    }
  }
}
