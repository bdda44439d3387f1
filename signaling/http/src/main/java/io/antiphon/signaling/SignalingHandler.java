package io.antiphon.signaling;

import java.util.concurrent.CompletionStage;

/**
 * Who answers offers. It sees strings alone, so any WebRTC stack can stand behind it.
 *
 * <p>Both methods are called on a network thread and must not block it: work that takes time
 * belongs on a thread of the handler's own, which completes the stage. Calls for different peers
 * come concurrently. A stage that fails with a {@link SignalingException} answers with its status,
 * title and detail; any other failure is a fault of the server, logged and answered 500.
 */
public interface SignalingHandler {
  /**
   * Answers an offer.
   *
   * @param offer read from the request; its {@code sdp} may be anything
   */
  CompletionStage<Answer> offer(Offer offer);

  /**
   * Takes a candidate of a peer.
   *
   * @param id of the peer, as an answer named it
   * @param candidate may be the end of them, {@link IceCandidate#isEnd}
   */
  CompletionStage<Void> candidate(String id, IceCandidate candidate);
}
