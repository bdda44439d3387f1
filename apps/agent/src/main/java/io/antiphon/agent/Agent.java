package io.antiphon.agent;

import io.antiphon.peer.PeerConnection;
import java.util.concurrent.CompletionStage;

/** Who takes calls. */
public interface Agent {
  /**
   * Takes a call, before its offer is answered. From any thread; must not block.
   *
   * @return complete when the call may be answered; a failure refuses it, its message says why
   */
  CompletionStage<Void> take(PeerConnection caller);
}
