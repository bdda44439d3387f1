package io.antiphon.bench.ice;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./antiphon bench ice}: our ICE and ice4j's agent at the same work. */
@Command(
    name = "ice",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description = {
      "Connects callers to one UDP port, over the loopback, which our ICE or ice4j's agent"
          + " (single port, push API) serves in a process of its own. Both ask for consent every"
          + " 5 s, and 50 packets of 100 bytes a second go each way. No DTLS, no audio.%n",
      "The callers live in this process; both need processors to themselves."
    })
public final class IceBench implements Callable<Integer> {
  private static final int PACKETS_PER_SECOND = 50;
  private static final String HEADING =
      """
      | peers | ICE | connect p50/p95 | threads | RSS | heap after a collection | CPU per peer, ms/s | packets in/out |
      |---|---|---|---|---|---|---|---|""";
  private static final String LEGEND =
      """

      connect: from the offer to the first packet from the other side, one caller after the other.
      heap: in use after a collection. CPU: of the serving process, all threads.""";

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "N",
      description = "how many callers, a new process for each number; 1 to 500")
  List<Integer> peers = List.of(1, 50, 200);

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long the cost is measured, 1 to 600")
  int seconds = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "how long they talk before, so that the JVM has compiled what it will")
  int warmUpSeconds = 10;

  IceBench() {}

  @Override
  public Integer call() throws Exception {
    boolean possible = peers.stream().allMatch(n -> n >= 1 && n <= 500);
    if (!possible || seconds < 1 || seconds > 600 || warmUpSeconds < 0) {
      throw new ParameterException(
          command().commandLine(),
          "--peers is 1 to 500 each, --seconds 1 to 600, --warm-up 0 or more");
    }
    PrintWriter out = command().commandLine().getOut();
    Path home = Path.of(System.getProperty("antiphon.home", "."));
    out.printf(
        Locale.ROOT,
        "./antiphon bench ice --peers %s --seconds %d --warm-up %d, Java %s, %d processors%n%n",
        String.join(",", peers.stream().map(String::valueOf).toList()),
        seconds,
        warmUpSeconds,
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors());
    out.println(HEADING);
    for (int count : peers) {
      for (String variant : List.of("antiphon", "ice4j")) {
        out.println(row(home, variant, count));
        out.flush();
      }
    }
    out.println(LEGEND);
    return 0;
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }

  private String row(Path home, String variant, int count) throws IOException {
    Histogram connect = new Histogram(3);
    try (AnswererProcess answerer = AnswererProcess.start(home, variant);
        Callers callers = new Callers()) {
      for (int i = 0; i < count; i++) {
        connect.recordValue(callers.call(answerer) / 1_000);
      }
      callers.talk(Duration.ofSeconds(warmUpSeconds).toNanos());
      long fromNanos = System.nanoTime();
      Duration cpu = answerer.measured().cpu();
      long in = answerer.received();
      long out = callers.received();
      callers.talk(Duration.ofSeconds(seconds).toNanos());
      double peerSeconds = (System.nanoTime() - fromNanos) * 1e-9 * count;
      cpu = answerer.measured().cpu().minus(cpu);
      in = answerer.received() - in;
      out = callers.received() - out;
      double due = peerSeconds * PACKETS_PER_SECOND / 100;
      return String.format(
          Locale.ROOT,
          "| %d | %s | %.1f/%.1f ms | %.0f | %.0f MiB | %.1f MiB | %.2f | %.0f/%.0f %% |",
          count,
          variant.equals("antiphon") ? "ours" : variant,
          connect.getValueAtPercentile(50) / 1e3,
          connect.getValueAtPercentile(95) / 1e3,
          answerer.measured().threads(),
          answerer.measured().residentMebibytes(),
          answerer.heapMebibytes(),
          cpu.toNanos() * 1e-6 / peerSeconds,
          in / due,
          out / due);
    }
  }
}
