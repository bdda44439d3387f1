package io.antiphon.bench;

import io.antiphon.signaling.SignalingClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
  private static final long GOODBYE_MILLIS = 500;
  private static final int FURTHER_CALLS = 100;

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
        CallTimes.of(load, signaling);
      }
      TimeUnit.SECONDS.sleep(warmUpSeconds);
      ServerCost cost = ServerCost.measure(server, load, count, seconds);
      List<CallTimes> oneByOne = new ArrayList<>();
      for (int i = 0; i < FURTHER_CALLS; i++) {
        oneByOne.add(CallTimes.of(load, signaling));
      }
      load.hangUp();
      TimeUnit.MILLISECONDS.sleep(GOODBYE_MILLIS);
      load.clear();
      List<CallTimes> burst = connectAtOnce(load, signaling, count);
      load.clear();
      return new ServerFigures(
          count,
          latencies(oneByOne, CallTimes::connectedNanos),
          latencies(oneByOne, CallTimes::heardNanos),
          latencies(burst, CallTimes::connectedNanos),
          cost);
    }
  }

  private static List<CallTimes> connectAtOnce(
      LoadGenerator load, SignalingClient signaling, int count) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(count);
    try {
      List<Callable<CallTimes>> calls =
          Collections.nCopies(count, () -> CallTimes.of(load, signaling));
      List<CallTimes> times = new ArrayList<>();
      for (Future<CallTimes> each : callers.invokeAll(calls)) {
        times.add(each.get());
      }
      return times;
    } finally {
      callers.shutdownNow();
    }
  }

  private static Histogram latencies(List<CallTimes> all, ToLongFunction<CallTimes> moment) {
    Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(CallTimes.PATIENCE_SECONDS), 3);
    all.forEach(
        times ->
            histogram.recordValue(Math.max(0, moment.applyAsLong(times) - times.postedNanos())));
    return histogram;
  }
}
