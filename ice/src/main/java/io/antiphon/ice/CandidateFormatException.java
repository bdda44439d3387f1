package io.antiphon.ice;

/** A candidate attribute that is not one; the message says why. Made without a stack trace. */
public final class CandidateFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  CandidateFormatException(String message) {
    super(message, null, false, false);
  }
}
