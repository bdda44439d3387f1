package io.antiphon.bench;

import io.antiphon.simulation.NetworkConditions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./antiphon bench handshake}: how long it takes until there are keys. */
@Command(
    name = "handshake",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description = {
      "Times handshakes through a network that loses datagrams: DTLS alone between two sockets, then"
          + " whole calls to a server in a process of its own, from the POST of the offer to keys,"
          + " with the checks of ICE.%n",
      "With --burst instead: that many offers to a server at the same moment; with --first: the"
          + " first callers of that many servers, one after the other."
    })
final class HandshakeBench implements Callable<Integer> {
  private static final int SEED = 20;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--loss",
      paramLabel = "PERCENT",
      description = "how many datagrams are lost each way, at random, 0 to 50")
  int lossPercent = 20;

  @Option(
      names = "--round-trip",
      paramLabel = "MS",
      description = "there and back of the path, 0 to 1000")
  int roundTripMillis = 50;

  @Option(names = "--handshakes", paramLabel = "N", description = "of each kind, 10 to 10000")
  int handshakes = 200;

  @Option(
      names = "--burst",
      paramLabel = "N",
      description = "so many offers at the same moment, 1 to 1000; 0 for the measurements above")
  int burst;

  @Option(
      names = "--talking",
      description = "with --burst: who is connected talks at once, instead of when all of them are")
  boolean talking;

  @Option(
      names = "--calls-before",
      paramLabel = "N",
      description = "with --burst: how many calls the server has had before, 0 to 10000")
  int callsBefore = 20;

  @Option(
      names = "--first",
      paramLabel = "N",
      description = "the first ten callers of so many servers, 1 to 100; 0 for the others")
  int first;

  @Option(
      names = "--openssl",
      paramLabel = "N",
      description =
          "so many handshakes with our server and as many with OpenSSL's; 0 for the others")
  int openSsl;

  @Override
  public Integer call() throws Exception {
    boolean possible = lossPercent >= 0 && lossPercent <= 50;
    possible &= roundTripMillis >= 0 && roundTripMillis <= 1_000;
    possible &= handshakes >= 10 && handshakes <= 10_000 && burst >= 0 && burst <= 1_000;
    possible &= callsBefore >= 0 && callsBefore <= 10_000;
    possible &= first >= 0 && first <= 100 && openSsl >= 0 && openSsl <= 10_000;
    if (!possible) {
      throw new ParameterException(
          command().commandLine(),
          "--loss is 0 to 50, --round-trip 0 to 1000, --handshakes 10 to 10000, --burst 0 to 1000,"
              + " --calls-before 0 to 10000, --first 0 to 100, --openssl 0 to 10000");
    }
    PrintWriter out = command().commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "Java %s, %d processors%n%n",
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors());
    Path home = Path.of(System.getProperty("antiphon.home", "."));
    try (LoadGenerator load = new LoadGenerator(home.resolve("static/sample.wav"))) {
      if (first > 0) {
        FirstCalls.run(home, load, first, out);
      } else if (openSsl > 0) {
        OpenSslHandshakes.run(openSsl, out);
      } else if (burst > 0) {
        HandshakeBurst.run(home, load, burst, callsBefore, talking, out);
      } else {
        measure(home, load, out);
      }
    }
    return 0;
  }

  private void measure(Path home, LoadGenerator load, PrintWriter out) throws Exception {
    NetworkConditions clean =
        NetworkConditions.CLEAN.withDelay(Duration.ofMillis(roundTripMillis).dividedBy(2));
    double loss = lossPercent / 100.0;
    // Mean length of a burst when each datagram is lost by itself.
    NetworkConditions lossy = clean.withLoss(loss, 1 / (1 - loss));
    NetworkConditions near = NetworkConditions.CLEAN.withDelay(Duration.ZERO);
    NetworkConditions nearLossy = near.withLoss(loss, 1 / (1 - loss));
    out.println("| ms until there are keys | p50 | p95 | p99 | max |");
    out.println("|---|---|---|---|---|");
    String path = roundTripMillis + " ms there and back";
    for (NetworkConditions weather : new NetworkConditions[] {clean, lossy}) {
      String name = path + (weather == clean ? "" : ", " + lossPercent + " % lost each way");
      UdpHandshakes dtls = UdpHandshakes.run(weather, SEED, handshakes);
      row(out, "DTLS client, " + name, dtls.client());
      row(out, "DTLS server, " + name, dtls.server());
    }
    try (ServerProcess server = ServerProcess.start(home)) {
      RelayedCalls calls = new RelayedCalls(load, server.uri());
      Delays unused = calls.run(near, SEED, 20);
      row(out, "calls, no delay", calls.run(near, SEED, handshakes));
      row(
          out,
          "calls, no delay, " + lossPercent + " % lost each way",
          calls.run(nearLossy, SEED, handshakes));
      row(out, "calls, " + path, calls.run(clean, SEED, handshakes));
      row(
          out,
          "calls, " + path + ", " + lossPercent + " % lost each way",
          calls.run(lossy, SEED, handshakes));
    }
  }

  private static void row(PrintWriter out, String name, Delays millis) {
    out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.0f | %.0f | %.0f |%n",
        name,
        millis.percentile(50),
        millis.percentile(95),
        millis.percentile(99),
        millis.percentile(100));
    out.flush();
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }
}
