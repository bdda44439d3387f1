package io.antiphon.dtlssrtp;

/** The value of an {@code a=fingerprint} attribute does not follow RFC 8122 §5. */
public final class FingerprintFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  FingerprintFormatException(String message) {
    super(message, null, false, false);
  }
}
