package io.antiphon.client;

import java.io.PrintStream;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** Starts the client, or one of its two small companions, from the command line. */
public final class Main {
  private Main() {}

  /** Runs {@code devices …}, {@code wav …}, or a call with these options; exits with its code. */
  public static void main(String[] arguments) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(run(arguments, SoundDevices.ofThisMachine(), System.err, isTerminal()));
  }

  /** The same within a process that goes on. */
  static int run(
      String[] arguments, SoundDevices devices, PrintStream status, boolean terminal) {
    String word = arguments.length == 0 ? "" : arguments[0];
    return switch (word) {
      case "devices" -> execute(new DevicesCommand(devices), rest(arguments));
      case "wav" -> execute(new WavCommand(), rest(arguments));
      default -> execute(new ClientCommand(devices, status, terminal), arguments);
    };
  }

  private static String[] rest(String[] arguments) {
    return Arrays.copyOfRange(arguments, 1, arguments.length);
  }

  private static int execute(Object command, String[] arguments) {
    return new CommandLine(command)
        .setParameterExceptionHandler(Main::explainUsage)
        .setExecutionExceptionHandler((failure, line, parsed) -> explain(failure, line))
        .execute(arguments);
  }

  private static int explainUsage(CommandLine.ParameterException failure, String[] arguments) {
    CommandLine line = failure.getCommandLine();
    String name = line.getCommandName();
    line.getErr().println(failure.getMessage() + " (./" + name + " --help explains the options.)");
    return ExitCode.USAGE;
  }

  private static int explain(Exception failure, CommandLine line) {
    Logger log = LoggerFactory.getLogger(Main.class);
    if (failure instanceof CallException expected) {
      log.info("exit code {}", expected.exitCode(), failure);
      line.getErr().println(failure.getMessage());
      return expected.exitCode();
    }
    log.error("Something unexpected has ended the program; the log file says more: {}",
        failure.toString(), failure);
    return ExitCode.UNEXPECTED;
  }

  /** Whether stderr is a terminal: the launcher knows, Java alone can only guess. */
  private static boolean isTerminal() {
    String known = System.getProperty("antiphon.terminal");
    return known == null ? System.console() != null : Boolean.parseBoolean(known);
  }
}
