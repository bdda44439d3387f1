package io.antiphon.client;

import io.antiphon.signaling.SignalingException;
import java.io.IOException;

/**
 * How a call is arranged with a server. Each method waits for the reply; an {@link IOException}
 * says that there was none, a {@link SignalingException} that it was a refusal.
 */
interface Signaling {
  /**
   * A call as the server has answered it.
   *
   * @param id how the server calls us
   * @param sdp its answer
   */
  record Answered(String id, String sdp) {}

  /** Begins a call. */
  Answered offer(String sdp) throws IOException, InterruptedException;

  /**
   * Restarts ICE in a call.
   *
   * @param sdp our new offer
   * @return the answer to it
   * @throws SignalingException of status 404 if the server does not know the call
   */
  String restart(String id, String sdp) throws IOException, InterruptedException;

  /** Ends a call. */
  void hangUp(String id) throws IOException, InterruptedException;

  /** Whether the server takes calls: if not, its goodbye was for all, and it may come back. */
  boolean isServing() throws InterruptedException;
}
