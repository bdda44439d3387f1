package io.antiphon.signaling;

/**
 * A request that is turned down: the status, and what to tell a person (RFC 9457).
 *
 * <p>Handlers and routes throw it, or fail their stage with it; {@link SignalingClient} throws it
 * when a server answered with it. It carries no stack trace: it is an answer, not a bug.
 */
public final class SignalingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String title;
  private final String detail;

  /**
   * A refusal.
   *
   * @param status an HTTP status, 400 to 599
   * @param title what kind of problem it is, the same for all of the kind
   * @param detail a sentence that says what to do about it
   */
  public SignalingException(int status, String title, String detail) {
    this(status, title, detail, status + " " + title + ": " + detail);
  }

  SignalingException(int status, String title, String detail, String message) {
    super(message, null, false, false);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("a refusal's status is 400 to 599, not " + status);
    }
    this.status = status;
    this.title = title;
    this.detail = detail;
  }

  /** The HTTP status, 400 to 599. */
  public int status() {
    return status;
  }

  /** What kind of problem it is. */
  public String title() {
    return title;
  }

  /** What to do about it. */
  public String detail() {
    return detail;
  }

  static SignalingException badRequest(String detail) {
    return new SignalingException(400, "Bad Request", detail);
  }

  static SignalingException nothingAt(String path) {
    return new SignalingException(
        404,
        "Not Found",
        "There is nothing at " + MediaTypes.quote(path) + ", for any method; check the path.");
  }
}
