package io.antiphon.peer;

/**
 * A session description that cannot be taken: not SDP, without audio that we can speak, or without
 * what ICE and DTLS need. The message says what to fix.
 */
public final class NegotiationException extends Exception {
  /** A refusal in one sentence. */
  public NegotiationException(String message) {
    super(message, null, false, false);
  }
}
