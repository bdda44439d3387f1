package io.antiphon.server;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code ./antiphon server}. */
@Command(
    name = "antiphon server",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description = "Answers browsers and clients over HTTP, plays to them, records what they say.")
final class ServerCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Option(names = "--host", paramLabel = "ADDRESS", description = "address that HTTP listens on")
  String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", description = "TCP port of HTTP; 0: any free one")
  int port = 8910;

  @Option(
      names = "--sample",
      paramLabel = "FILE",
      description =
          "WAV file that every peer without a room hears in a loop, any rate, mono or stereo"
              + " (default: static/sample.wav)",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  @Nullable Path sample;

  @Option(
      names = "--play",
      paramLabel = "WHAT",
      description = "what a peer without a room hears: " + Playing.CHOICES)
  String play = "sample";

  @Option(names = "--recordings", paramLabel = "FOLDER", description = "where recordings go")
  Path recordings = Path.of("server_recordings");

  @Option(
      names = "--no-record",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "record nobody until asked over HTTP",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  boolean noRecord;

  @Option(
      names = "--inactivity",
      paramLabel = "SECONDS",
      description = "let a peer go that was not heard at all for this long, 5 to 3600")
  int inactivitySeconds = 30;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "bearer token that WHIP and WHEP callers must show (default: none needed)",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  @Nullable String token;

  @Option(
      names = "--recent",
      paramLabel = "SECONDS",
      description = "keep this much of what each peer said last in memory, 1 to 600; 0: nothing")
  int recentSeconds = 30;

  @Option(
      names = "--capture-stages",
      paramLabel = "FOLDER",
      description =
          "capture every peer's audio, stage by stage, as WAV files there (default: only those asked"
              + " for over HTTP, in server_captures)",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  @Nullable Path captureStages;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "properties file with any of these settings, such as packet-time = 40; the environment"
              + " (ANTIPHON_PACKET_TIME) comes before it, the command line before both",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  @Nullable Path config;

  @Mixin NetworkOptions network = new NetworkOptions();

  @Mixin AudioOptions audio = new AudioOptions();

  @Override
  public Integer call() {
    ServerConfig config = config();
    try {
      boolean unused = Rehearsal.play(config.sample(), config.play());
      Server server = Server.start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "antiphon-shutdown"));
      System.out.println("listening on " + server.uri());
      System.out.flush();
      server.awaitClosed();
      return 0;
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private ServerConfig config() {
    checkPort("--port", port);
    if (inactivitySeconds < 5 || inactivitySeconds > 3600) {
      throw wrong("--inactivity is from 5 to 3600 seconds, not " + inactivitySeconds);
    }
    NetworkConfig reach = reach();
    Path samplePath = sample == null ? defaultSample() : sample;
    try {
      Playing.check(play);
    } catch (IllegalArgumentException e) {
      throw wrong("--play: " + e.getMessage());
    }
    if (Playing.needsSample(play) && !Files.isReadable(samplePath)) {
      throw wrong("--sample: there is no readable file " + samplePath);
    }
    return new ServerConfig(
            host,
            port,
            samplePath,
            play,
            recordings,
            !noRecord,
            reach,
            Duration.ofSeconds(inactivitySeconds),
            media())
        .withToken(token);
  }

  private NetworkConfig reach() {
    try {
      return network.config(InetAddress.getByName(host));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw wrong("--host " + host + " is not an address of this machine");
    }
  }

  private MediaConfig media() {
    if (recentSeconds < 0 || recentSeconds > 600) {
      throw wrong("--recent is from 0 to 600 seconds, not " + recentSeconds);
    }
    Path captures = captureStages == null ? Path.of("server_captures") : captureStages;
    try {
      return new MediaConfig(
          audio.config(),
          audio.maxCallTime(),
          Duration.ofSeconds(recentSeconds),
          captures,
          captureStages != null);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Below the working folder if it is there, otherwise below the folder of the launcher. */
  private static Path defaultSample() {
    Path here = Path.of("static", "sample.wav");
    String home = System.getProperty("antiphon.home");
    return Files.exists(here) || home == null ? here : Path.of(home).resolve(here);
  }

  private void checkPort(String option, int value) {
    if (value < 0 || value > 65535) {
      throw wrong(option + " is from 0 to 65535, not " + value);
    }
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), sentence);
  }
}
