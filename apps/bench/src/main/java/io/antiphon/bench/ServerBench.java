package io.antiphon.bench;

import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./antiphon bench server}: how fast a call is up, and what it costs while it lasts. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description = {
      "Starts a server in a process of its own and calls it. Each caller sends 50 Opus packets a"
          + " second, is recorded, and hears the sample.%n",
      "The callers live in this process; both need processors to themselves."
    })
final class ServerBench implements Callable<Integer> {
  private static final long PATIENCE_SECONDS = 60;
  private static final long GOODBYE_MILLIS = 500;
  private static final int FURTHER_CALLS = 100;
  private static final int PACKETS_PER_SECOND = 50;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "N",
      description = "how many callers at a time, a new server for each number; 1 to 500")
  List<Integer> peers = List.of(1, 20);

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long the cost is measured, 1 to 3600")
  int seconds = 8;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "how long the callers talk before, so that the JVM has compiled what it will")
  int warmUpSeconds = 10;

  /** When a call was posted, its handshake done, its first packet there. */
  private record Times(long postedNanos, long connectedNanos, long heardNanos) {}

  @Override
  public Integer call() throws Exception {
    boolean possible = peers.stream().allMatch(n -> n >= 1 && n <= 500);
    if (!possible || seconds < 1 || seconds > 3_600 || warmUpSeconds < 0) {
      throw new ParameterException(
          command().commandLine(),
          "--peers is 1 to 500 each, --seconds 1 to 3600, --warm-up 0 or more");
    }
    PrintWriter out = command().commandLine().getOut();
    Path home = Path.of(System.getProperty("antiphon.home", "."));
    out.printf(
        Locale.ROOT,
        "./antiphon bench server --peers %s --seconds %d --warm-up %d, Java %s, %d processors%n%n",
        String.join(",", peers.stream().map(String::valueOf).toList()),
        seconds,
        warmUpSeconds,
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors());
    out.println(ServerFigures.HEADING);
    out.flush();
    try (LoadGenerator load = new LoadGenerator(home.resolve("static/sample.wav"))) {
      for (int count : peers) {
        out.println(measure(home, load, count));
        out.flush();
      }
    }
    out.println(ServerFigures.LEGEND);
    return 0;
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }

  private ServerFigures measure(Path home, LoadGenerator load, int count) throws Exception {
    try (ServerProcess server = ServerProcess.start(home)) {
      SignalingClient signaling = SignalingClient.to(server.uri());
      for (int i = 0; i < count; i++) {
        connect(load, signaling);
      }
      TimeUnit.SECONDS.sleep(warmUpSeconds);
      ServerCost cost = cost(server, load, count);
      List<Times> oneByOne = new ArrayList<>();
      for (int i = 0; i < FURTHER_CALLS; i++) {
        oneByOne.add(connect(load, signaling));
      }
      load.hangUp();
      TimeUnit.MILLISECONDS.sleep(GOODBYE_MILLIS);
      load.clear();
      List<Times> burst = connectAtOnce(load, signaling, count);
      load.clear();
      return new ServerFigures(
          count,
          latencies(oneByOne, Times::connectedNanos),
          latencies(oneByOne, Times::heardNanos),
          latencies(burst, Times::connectedNanos),
          cost);
    }
  }

  private ServerCost cost(ServerProcess server, LoadGenerator load, int count) throws Exception {
    long fromNanos = System.nanoTime();
    Duration cpu = server.cpu();
    long heard = load.packetsReceived();
    int pausesBefore = server.pauses().size();
    TimeUnit.SECONDS.sleep(seconds);
    double peerSeconds = (System.nanoTime() - fromNanos) * 1e-9 * count;
    cpu = server.cpu().minus(cpu);
    heard = load.packetsReceived() - heard;
    List<Double> pauses = server.pauses();
    pauses = pauses.subList(pausesBefore, pauses.size());
    return new ServerCost(
        cpu.toNanos() * 1e-6 / peerSeconds,
        100.0 * heard / (peerSeconds * PACKETS_PER_SECOND),
        server.residentMebibytes(),
        server.threads(),
        pauses.size(),
        pauses.isEmpty() ? 0 : Collections.max(pauses));
  }

  private static Times connect(LoadGenerator load, SignalingClient signaling)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    LoadPeer peer = load.newPeer();
    Offer offer = Offer.of(load.ask(peer::offer));
    long postedNanos = System.nanoTime();
    String answer = signaling.offer(offer).sdp();
    load.execute(() -> peer.takeAnswer(answer));
    long connectedNanos = peer.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    long heardNanos = peer.firstPacket().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return new Times(postedNanos, connectedNanos, heardNanos);
  }

  private static List<Times> connectAtOnce(LoadGenerator load, SignalingClient signaling, int count)
      throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(count);
    try {
      List<Callable<Times>> calls = Collections.nCopies(count, () -> connect(load, signaling));
      List<Times> times = new ArrayList<>();
      for (Future<Times> each : callers.invokeAll(calls)) {
        times.add(each.get());
      }
      return times;
    } finally {
      callers.shutdownNow();
    }
  }

  private static Histogram latencies(List<Times> all, ToLongFunction<Times> moment) {
    Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS), 3);
    all.forEach(
        times ->
            histogram.recordValue(Math.max(0, moment.applyAsLong(times) - times.postedNanos())));
    return histogram;
  }
}
