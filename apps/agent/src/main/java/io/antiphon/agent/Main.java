package io.antiphon.agent;

import io.antiphon.peer.EndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the agent from the command line. */
@Command(
    name = "antiphon agent",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description = {
      "A voice agent to begin with: open its page in a browser on this machine, and speak.%n",
      "By itself it says again what it has heard, and falls silent when interrupted. With a speech"
          + " service it talks."
    },
    footer = {
      "",
      "Exit codes: 2 wrong options, 3 it cannot listen there, 130 after Ctrl+C, 143 after SIGTERM.",
      "An agent of your own is fifty lines: apps/agent/README.md"
    })
public final class Main implements Callable<Integer> {
  private static final int HOST_OR_PORT = 3;

  @Option(names = "--host", description = "the address to listen on")
  String host = "127.0.0.1";

  @Option(names = "--port", description = "of HTTP; 0 for any")
  int port = 8920;

  @Option(
      names = "--service",
      paramLabel = "URL",
      description =
          "ws:// or wss:// address of a speech service that speaks realtime JSON (24 kHz PCM16 in"
              + " base64)")
  @Nullable URI service;

  @Option(
      names = "--key",
      defaultValue = "${env:ANTIPHON_SERVICE_KEY}",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "sent to the service as a bearer token; better set ANTIPHON_SERVICE_KEY")
  @Nullable String key;

  @Option(names = "--instructions", paramLabel = "TEXT", description = "what it is to be like")
  @Nullable String instructions;

  @Option(names = "--voice", paramLabel = "NAME", description = "the service's voice")
  @Nullable String voice;

  Main() {}

  /** Runs until it is ended; exits with 2 for wrong options and 3 if it cannot listen. */
  public static void main(String[] arguments) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> {
                  line.getErr().println(failure.getMessage());
                  return failure instanceof IOException ? HOST_OR_PORT : 2;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (AgentServer server = new AgentServer(EndpointConfig.loopback(), host, port, agent())) {
      System.out.println("listening on " + server.uri());
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "antiphon-shutdown"));
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private Agent agent() {
    return service == null
        ? new VoiceAgent(UnaryOperator.identity(), Executors.newCachedThreadPool(Main::thinking))
        : new RealtimeBridge(service, key, instructions, voice);
  }

  private static Thread thinking(Runnable task) {
    Thread thread = new Thread(task, "antiphon-thinking");
    thread.setDaemon(true);
    return thread;
  }
}
