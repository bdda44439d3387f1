package io.antiphon.bench;

import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
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
  private static final String FLOOR = "floor";
  private static final String SERVER = "server";
  private static final String CLIENT = "client";
  private static final String BROWSER = "browser";
  private static final List<String> ALL = List.of(FLOOR, SERVER, CLIENT, BROWSER);

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--ways",
      split = ",",
      paramLabel = "WAY",
      description =
          "floor: sound lines alone, mouth to ear; server: a packet in to its echo out; client:"
              + " mouth to ear through the echo; browser: the same")
  List<String> ways = ALL;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long each is measured, at a click a second; 5 to 3600")
  int seconds = 30;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "the same for the client alone, in minutes; 0: as long as the others")
  int minutes;

  @Option(
      names = "--line",
      paramLabel = "MS",
      description = "length of the floor's sound lines; 5 to 100. The client asks for 10")
  int lineMillis = 10;

  @Override
  public Integer call() throws Exception {
    check();
    PrintWriter out = command().commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "./antiphon bench latency --ways %s --seconds %d --minutes %d, Java %s, %d processors%n%n"
            + "%s%n",
        String.join(",", ways),
        seconds,
        minutes,
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        Delays.HEADING);
    Path home = Path.of(System.getProperty("antiphon.home", "."));
    double served = Double.NaN;
    for (String way : ways) {
      if (way.equals(CLIENT)) {
        out.println(client(home).toString(served));
      } else {
        Delays delays = measure(way, home);
        out.println(delays);
        served = way.equals(SERVER) ? delays.percentile(50) : served;
      }
      out.flush();
    }
    return 0;
  }

  private void check() {
    if (!ALL.containsAll(ways)
        || seconds < 5
        || seconds > 3_600
        || minutes < 0
        || minutes > 60
        || lineMillis < 5
        || lineMillis > 100) {
      throw new ParameterException(
          command().commandLine(),
          "--ways are "
              + String.join(", ", ALL)
              + "; --seconds is 5 to 3600; --minutes is 0 to 60; --line is 5 to 100");
    }
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }

  private Delays measure(String way, Path home) throws Exception {
    if (way.equals(FLOOR)) {
      return MouthToEar.bare(lineMillis, seconds);
    }
    try (ServerProcess server = ServerProcess.start(home, "--play", "echo")) {
      return way.equals(SERVER) ? server(home, server) : browser(server);
    }
  }

  private ClientDelays client(Path home) throws Exception {
    try (ServerProcess server = ServerProcess.start(home, "--play", "echo")) {
      return MouthToEar.client(home, server.uri(), minutes == 0 ? seconds : 60 * minutes);
    }
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
