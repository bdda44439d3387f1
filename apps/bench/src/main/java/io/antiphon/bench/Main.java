package io.antiphon.bench;

import io.antiphon.bench.ice.IceBench;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the benchmarks from the command line. */
@Command(
    name = "antiphon bench",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures what Antiphon costs on this machine.",
    subcommands = {
      ServerBench.class,
      RoomBench.class,
      LatencyBench.class,
      JitterBench.class,
      JmhBench.class,
      HandshakeBench.class,
      IceBench.class
    })
public final class Main {
  Main() {}

  /** Runs the benchmark that is named; exits with 2 for wrong options and 1 if it fails. */
  public static void main(String[] arguments) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(new CommandLine(new Main()).execute(arguments));
  }
}
