package io.antiphon.bench;

import io.antiphon.simulation.NetworkProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./antiphon bench jitter}: our receiver beside a browser's, on the same packets. */
@Command(
    name = "jitter",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    showDefaultValues = true,
    description = {
      "Speaks through a bad network to Chromium and to Antiphon's receiver, which get the same"
          + " packets at the same times, and compares what comes out with what was said.%n",
      "Chromium has to be installed; --table-only measures Antiphon alone, in virtual time."
    })
final class JitterBench implements Callable<Integer> {
  private static final int PACKET_MILLIS = 20;

  /** A browser that has just been started is busy with itself. */
  private static final int SETTLE_SECONDS = 2;

  @Spec @Nullable CommandSpec spec;

  private final JitterTable table = new JitterTable();

  @Option(
      names = "--profiles",
      split = ";",
      paramLabel = "NAME",
      description = "those whose names hold one of these words, separated by ';'; all if not given")
  List<String> profiles = List.of("");

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long each is measured; 5 to 600")
  int seconds = 30;

  @Option(names = "--seed", paramLabel = "N", description = "of the first network's chance")
  long seed = 101;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "with as many seeds, of which the medians are shown; 1 to 99")
  int runs = 3;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      description =
          "calls to browsers beside each other, through different networks; no more than there are"
              + " idle processors")
  int atOnce = 1;

  @Option(names = "--table-only", description = "without a browser")
  boolean tableOnly;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where the table is written too, after each round")
  @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    if (seconds < 5 || seconds > 600 || runs < 1 || runs > 99 || atOnce < 1 || atOnce > 16) {
      throw new ParameterException(
          command().commandLine(), "--seconds is 5 to 600, --runs 1 to 99, --at-once 1 to 16");
    }
    List<NetworkProfile> chosen = chosen();
    if (!tableOnly && !Chromium.isInstalled()) {
      command()
          .commandLine()
          .getErr()
          .println("there is no chromium on the PATH to compare with; --table-only needs none");
      return 1;
    }
    List<JitterTrial> trials = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      for (NetworkProfile profile : chosen) {
        trials.add(new JitterTrial(profile, seed + run, seconds));
      }
    }
    for (int i = 0; i < trials.size(); i += atOnce) {
      List<JitterTrial> round = trials.subList(i, Math.min(trials.size(), i + atOnce));
      compare(round);
      publish(i + round.size() + " of " + trials.size());
    }
    out().print(table);
    out().flush();
    return 0;
  }

  private void publish(String done) throws IOException {
    Path file = out;
    if (file != null) {
      Files.writeString(file, table.toString());
    }
    if (!tableOnly) {
      System.err.println(done);
    }
  }

  private List<NetworkProfile> chosen() {
    List<NetworkProfile> all = NetworkProfile.all();
    List<NetworkProfile> chosen =
        all.stream()
            .filter(profile -> profiles.stream().anyMatch(profile.name()::contains))
            .toList();
    if (chosen.isEmpty()) {
      String names = String.join("; ", all.stream().map(NetworkProfile::name).toList());
      throw new ParameterException(command().commandLine(), "no such profile; there are: " + names);
    }
    return chosen;
  }

  private static Path samplePath() {
    return Path.of(System.getProperty("antiphon.home", "."), "static", "sample.wav");
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec);
  }

  private PrintWriter out() {
    return command().commandLine().getOut();
  }

  /** Nothing is computed while browsers listen: all are started before, and judged afterwards. */
  private void compare(List<JitterTrial> round) throws Exception {
    if (tableOnly) {
      for (JitterTrial trial : round) {
        table.addOurs(trial, trial.ours(trial.passage()));
      }
      return;
    }
    List<JitterCall> calls = new ArrayList<>();
    List<Heard> heard;
    try {
      for (JitterTrial trial : round) {
        calls.add(JitterCall.open(samplePath(), trial.seed()));
      }
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      heard = listen(round, calls);
    } finally {
      for (JitterCall call : calls) {
        call.close();
      }
    }
    for (int i = 0; i < round.size(); i++) {
      JitterTrial trial = round.get(i);
      Passage passage = calls.get(i).passage();
      JitterTable.Run run = trial.judge(passage, heard.get(i));
      table.addPath(run.calm().medianMillis() - PACKET_MILLIS - calls.get(i).calmMillis());
      table.addChromium(trial, run);
      table.addOurs(trial, trial.ours(passage));
    }
  }

  private static List<Heard> listen(List<JitterTrial> round, List<JitterCall> calls)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(round.size());
    try {
      List<Callable<Heard>> listeners = new ArrayList<>();
      for (int i = 0; i < round.size(); i++) {
        JitterTrial trial = round.get(i);
        JitterCall call = calls.get(i);
        listeners.add(
            () -> {
              call.connect(trial.speech());
              return trial.through(call);
            });
      }
      List<Heard> heard = new ArrayList<>();
      for (Future<Heard> each : threads.invokeAll(listeners)) {
        heard.add(each.get());
      }
      return heard;
    } finally {
      threads.shutdown();
    }
  }
}
