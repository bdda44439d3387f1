package io.antiphon.server;

import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** Starts the server from the command line. */
public final class Main {
  private Main() {}

  /** Runs until SIGTERM or SIGINT; exits with 2 for wrong options and 1 if it cannot start. */
  public static void main(String[] arguments) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    int exitCode =
        Settings.execute(new CommandLine(new ServerCommand()), System.getenv(), arguments);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
