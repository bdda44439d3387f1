package io.antiphon.sdp;

/**
 * A text that is no session description, with the line and the reason in words.
 *
 * <p>It carries no stack trace: what the other side wrote is everyday weather, not a bug.
 */
public final class SdpFormatException extends Exception {
  private static final long serialVersionUID = 1;

  private final int lineNumber;
  private final String reason;

  SdpFormatException(int lineNumber, String reason) {
    super(lineNumber > 0 ? "line " + lineNumber + ": " + reason : reason, null, false, false);
    this.lineNumber = lineNumber;
    this.reason = reason;
  }

  SdpFormatException(String reason) {
    this(0, reason);
  }

  /** The same reason, found on that line. */
  SdpFormatException onLine(int number) {
    return new SdpFormatException(number, reason);
  }

  /** The line at fault, counted from 1; 0 if no single line is. */
  public int lineNumber() {
    return lineNumber;
  }

  /** What is wrong, without the line number. */
  public String reason() {
    return reason;
  }
}
