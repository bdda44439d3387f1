package io.antiphon.bench;

import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** {@code ./antiphon bench rooms}: what a room costs, mixed and forwarded. */
@Command(
    name = "rooms",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description = {
      "Starts a server in a process of its own and fills one room of it. Some members speak all the"
          + " time, the others send silence; everybody is recorded.%n",
      "The members live in this process; both need processors to themselves."
    })
final class RoomBench implements Callable<Integer> {
  private static final int VOICES = 3;
  private static final String HEADING =
      """
      members  speaking  room       CPU   of one  packets/s    RSS  threads  GC pauses
                                   ms/s     core    to each    MiB               longest""";
  private static final String LEGEND =
      """

      CPU of the server per member and second, and in all of one core. Forwarded rooms offer each\
       member %d sections for the voices of others.%n"""
          .formatted(VOICES);

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--members",
      split = ",",
      paramLabel = "N",
      description = "how many there are in the room, a new server for each number; 2 to 200")
  List<Integer> members = List.of(2, 10, 50);

  @Option(names = "--speaking", paramLabel = "N", description = "how many of them speak at most")
  int speaking = 3;

  @Option(
      names = "--mode",
      split = ",",
      paramLabel = "MODE",
      description = "mix, forward, or both, one after the other")
  List<String> modes = List.of("mix", "forward");

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long the cost is measured, 1 to 3600")
  int seconds = 8;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "how long they talk before, so that the JVM has compiled what it will")
  int warmUpSeconds = 10;

  @Override
  public Integer call() throws Exception {
    check(members.stream().allMatch(n -> n >= 2 && n <= 200), "--members is 2 to 200 each");
    check(List.of("mix", "forward").containsAll(modes), "--mode is mix or forward");
    check(seconds >= 1 && seconds <= 3_600, "--seconds is 1 to 3600");
    check(warmUpSeconds >= 0 && speaking >= 0, "--warm-up and --speaking are 0 or more");
    PrintWriter out = command().commandLine().getOut();
    Path home = Path.of(System.getProperty("antiphon.home", "."));
    out.printf(
        Locale.ROOT,
        "./antiphon bench rooms --members %s --speaking %d --mode %s, Java %s, %d processors%n%n",
        String.join(",", members.stream().map(String::valueOf).toList()),
        speaking,
        String.join(",", modes),
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors());
    out.println(HEADING);
    out.flush();
    try (LoadGenerator load = new LoadGenerator(home.resolve("static/sample.wav"))) {
      for (String mode : modes) {
        for (int count : members) {
          out.println(row(count, mode, measure(home, load, count, mode)));
          out.flush();
        }
      }
    }
    out.println(LEGEND);
    return 0;
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }

  private void check(boolean right, String sentence) {
    if (!right) {
      throw new ParameterException(command().commandLine(), sentence);
    }
  }

  private ServerCost measure(Path home, LoadGenerator load, int count, String mode)
      throws Exception {
    int voices = mode.equals("forward") ? VOICES : 0;
    try (ServerProcess server = ServerProcess.start(home)) {
      SignalingClient signaling = SignalingClient.to(server.uri());
      for (int i = 0; i < count; i++) {
        LoadPeer peer = load.newPeer(i < speaking, voices);
        String answer =
            signaling
                .offer(new Offer(load.ask(peer::offer), "offer", "bench", null, null, mode))
                .sdp();
        load.execute(() -> peer.takeAnswer(answer));
        peer.connected().get(CallTimes.PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      TimeUnit.SECONDS.sleep(warmUpSeconds);
      ServerCost cost = ServerCost.measure(server, load, count, seconds);
      load.hangUp();
      load.clear();
      return cost;
    }
  }

  private String row(int count, String mode, ServerCost cost) {
    return String.format(
        Locale.ROOT,
        "%7d  %8d  %-7s  %5.1f  %6.1f%%  %9.1f  %5.0f  %7.0f  %3d %4.1f ms",
        count,
        Math.min(count, speaking),
        mode,
        cost.cpuMillis(),
        cost.cpuMillis() * count / 10,
        cost.heardPercent() / 2,
        cost.residentMebibytes(),
        cost.threads(),
        cost.pauses(),
        cost.longestPauseMillis());
  }
}
