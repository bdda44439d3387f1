package io.antiphon.codec;

/**
 * A payload that no encoder of its kind can have made. It is the peer's doing and everyday weather,
 * so it carries a reason and no stack trace.
 */
public final class CodecException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the reason in words. */
  public CodecException(String reason) {
    super(reason, null, false, false);
  }
}
