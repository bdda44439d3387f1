package io.antiphon.client;

/**
 * What the program's exit code says. Java itself exits with 130 after SIGINT, 143 after SIGTERM,
 * 129 after SIGHUP.
 */
final class ExitCode {
  /** The call ran its time. */
  static final int DONE = 0;

  /** A fault of ours; the log has it. */
  static final int UNEXPECTED = 1;

  /** A wrong option, or a URL that is none. */
  static final int USAGE = 2;

  /** The server cannot be reached, or refuses. */
  static final int SERVER = 3;

  /** A file cannot be read, or a folder not be written. */
  static final int FILE = 4;

  /** There is no such sound device, or it cannot be opened. */
  static final int DEVICE = 5;

  /** The call did not come about, or was lost for good. */
  static final int LOST = 6;

  /** SIGINT. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
