package io.antiphon.bench;

import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./antiphon bench latency}: from the mouth to the ear. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description = {
      "Clicks into a microphone and listens for them at the speaker, with a server in between that"
          + " sends everybody their own voice back.%n",
      "The client is ./antiphon client on a PulseAudio of its own, the browser Chromium; both have"
          + " to be installed (./antiphon test does so)."
    })
final class LatencyBench implements Callable<Integer> {
  private static final int PROBES = 5;
  private static final int WARM_UP_SECONDS = 5;
  private static final String SERVER = "server";
  private static final String CLIENT = "client";
  private static final String BROWSER = "browser";

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--ways",
      split = ",",
      paramLabel = "WAY",
      description = "server: a packet in to its echo out; client: mouth to ear; browser: the same")
  List<String> ways = List.of(SERVER, CLIENT, BROWSER);

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long each is measured, at a click a second; 5 to 3600")
  int seconds = 30;

  @Override
  public Integer call() throws Exception {
    if (!List.of(SERVER, CLIENT, BROWSER).containsAll(ways) || seconds < 5 || seconds > 3_600) {
      throw new ParameterException(
          command().commandLine(), "--ways are server, client and browser; --seconds is 5 to 3600");
    }
    PrintWriter out = command().commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "./antiphon bench latency --ways %s --seconds %d, Java %s, %d processors%n%n%s%n",
        String.join(",", ways),
        seconds,
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        Delays.HEADING);
    Path home = Path.of(System.getProperty("antiphon.home", "."));
    double served = Double.NaN;
    for (String way : ways) {
      try (ServerProcess server = ServerProcess.start(home, "--play", "echo")) {
        Delays delays = measure(way, home, server);
        out.println(delays);
        out.flush();
        if (way.equals(SERVER)) {
          served = delays.percentile(50);
        } else if (way.equals(CLIENT) && !Double.isNaN(served)) {
          out.printf(
              Locale.ROOT,
              "%-46s  %5.1f%n",
              "  of it one way without the server's share",
              delays.percentile(50) - served);
        }
      }
    }
    return 0;
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }

  private Delays measure(String way, Path home, ServerProcess server) throws Exception {
    return switch (way) {
      case SERVER -> server(home, server);
      case CLIENT -> client(home, server);
      default -> browser(server);
    };
  }

  /** From a packet of voice in to the first packet that holds it out. */
  private Delays server(Path home, ServerProcess server) throws Exception {
    SignalingClient signaling = SignalingClient.to(server.uri());
    List<Double> echoes = new ArrayList<>();
    try (LoadGenerator load = new LoadGenerator(home.resolve("static/sample.wav"))) {
      List<LoadPeer> probes = new ArrayList<>();
      for (int i = 0; i < PROBES; i++) {
        LoadPeer probe = load.newPeer(Speech.clicks(), 0);
        CallTimes.of(load, probe, signaling, Offer::of);
        probes.add(probe);
      }
      TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
      List<Integer> before = load.ask(() -> probes.stream().map(p -> p.echoes().size()).toList());
      TimeUnit.SECONDS.sleep(seconds);
      for (int i = 0; i < PROBES; i++) {
        LoadPeer probe = probes.get(i);
        List<Double> all = load.ask(() -> List.copyOf(probe.echoes()));
        echoes.addAll(all.subList(before.get(i), all.size()));
      }
      load.hangUp();
      load.clear();
    }
    return new Delays("server: packet in to packet out", echoes, 0);
  }

  /** From the microphone's line to the speaker's. */
  private Delays client(Path home, ServerProcess server) throws Exception {
    Path folder = Files.createTempDirectory("antiphon-air");
    try (SoundServer sound = SoundServer.start(folder);
        Air air = Air.open(sound)) {
      ProcessBuilder builder =
          new ProcessBuilder(
                  home.resolve("antiphon").toString(),
                  "client",
                  "--server",
                  server.uri().toString(),
                  "--seconds",
                  Integer.toString(2 * WARM_UP_SECONDS + seconds + 60),
                  "--recordings",
                  folder.resolve("recordings").toString())
              .directory(folder.toFile())
              .redirectOutput(folder.resolve("client.out").toFile())
              .redirectError(folder.resolve("client.err").toFile());
      builder.environment().putAll(sound.environment());
      Process client = builder.start();
      try {
        TimeUnit.SECONDS.sleep(2 * WARM_UP_SECONDS);
        ClickMeter meter = air.measure(seconds);
        if (!client.isAlive()) {
          throw new IOException(
              "the client has ended: " + Files.readString(folder.resolve("client.err")));
        }
        return new Delays("client: mouth to ear, through the echo", meter.delays(), meter.missed());
      } finally {
        client.destroy();
        client.waitFor(10, TimeUnit.SECONDS);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  private Delays browser(ServerProcess server) throws Exception {
    Path folder = Files.createTempDirectory("antiphon-browser");
    try (ChromiumCall call = ChromiumCall.to(server.uri(), folder)) {
      TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
      return call.measure(seconds);
    } finally {
      Folders.delete(folder);
    }
  }
}
