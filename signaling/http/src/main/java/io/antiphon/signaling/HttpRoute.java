package io.antiphon.signaling;

import java.util.concurrent.CompletionStage;

/** What answers the requests of one method and path. */
@FunctionalInterface
public interface HttpRoute {
  /**
   * Answers a request; called on a network thread, which it must not block.
   *
   * <p>Calls come concurrently. A stage that fails (or a throw) of {@link SignalingException} is
   * answered as the exception says; any other failure is logged and answered 500, and a stage that
   * is not complete in time is answered 504.
   */
  CompletionStage<HttpReply> handle(HttpCall call);
}
