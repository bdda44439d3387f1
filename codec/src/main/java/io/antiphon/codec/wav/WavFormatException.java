package io.antiphon.codec.wav;

/** A file that is no WAV file, or of a kind that is not read. The message says what is wrong. */
public final class WavFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the reason in words. */
  public WavFormatException(String reason) {
    super(reason, null, false, false);
  }
}
