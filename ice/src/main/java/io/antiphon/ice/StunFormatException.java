package io.antiphon.ice;

/** Bytes that are no STUN message we can use; the message says why. Made without a stack trace. */
final class StunFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  StunFormatException(String message) {
    super(message, null, false, false);
  }
}
