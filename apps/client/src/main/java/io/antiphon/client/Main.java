package io.antiphon.client;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** Starts the client, or one of its small companions, from the command line. */
public final class Main {
  private Main() {}

  /**
   * Runs {@code devices …}, {@code wav …}, {@code wav plot …}, or a call with these options; exits
   * with its code.
   */
  public static void main(String[] arguments) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Signals.watch();
    PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    // Whether stderr is a terminal the launcher knows; Java cannot tell.
    boolean terminal = Boolean.getBoolean("antiphon.terminal");
    System.exit(run(arguments, SoundDevices.ofThisMachine(), out, err, terminal));
  }

  /**
   * The same within a process that goes on.
   *
   * @param terminal whether {@code err} is one
   * @return one of {@link ExitCode}'s codes
   */
  static int run(
      String[] arguments,
      SoundDevices devices,
      PrintWriter out,
      PrintWriter err,
      boolean terminal) {
    String word = arguments.length == 0 ? "" : arguments[0];
    boolean plot = word.equals("wav") && arguments.length > 1 && arguments[1].equals("plot");
    int words = plot ? 2 : word.equals("devices") || word.equals("wav") ? 1 : 0;
    Object command =
        switch (word) {
          case "devices" -> new DevicesCommand(devices);
          case "wav" -> plot ? new PlotCommand() : new WavCommand();
          default -> new ClientCommand(devices, err, terminal);
        };
    return new CommandLine(command)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(Main::explainUsage)
        .setExecutionExceptionHandler((failure, line, parsed) -> explain(failure, line))
        .execute(Arrays.copyOfRange(arguments, words, arguments.length));
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
    log.error(
        "Something unexpected has ended the program; the log file says more: {}",
        failure.toString(),
        failure);
    return ExitCode.UNEXPECTED;
  }
}
