package io.antiphon.client;

/** Why there is no call (any more): a sentence for the user, and the exit code. */
final class CallException extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  /** With one of {@link ExitCode}'s codes. */
  CallException(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  CallException(int exitCode, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
