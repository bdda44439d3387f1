package io.antiphon.bench;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.NetworkProfile;
import io.antiphon.simulation.SpokenSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
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
  static final int CALM_SECONDS = 6;

  private static final int PACKET_MILLIS = 20;
  private static final int LEAST_WAY_MILLIS = 20;
  private static final int LEARN_SECONDS = 4;
  private static final int STORM_SECONDS = 10;
  private static final int AFTER_SECONDS = 14;

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

  @Option(names = "--table-only", description = "without a browser")
  boolean tableOnly;

  @Override
  public Integer call() throws Exception {
    if (seconds < 5 || seconds > 600 || runs < 1 || runs > 99) {
      throw new ParameterException(
          command().commandLine(), "--seconds is 5 to 600, --runs 1 to 99");
    }
    List<NetworkProfile> chosen = chosen();
    if (!tableOnly && !Chromium.isInstalled()) {
      command()
          .commandLine()
          .getErr()
          .println("there is no chromium on the PATH to compare with; --table-only needs none");
      return 1;
    }
    for (NetworkProfile profile : chosen) {
      compare(profile);
    }
    out().print(table);
    out().flush();
    return 0;
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

  private void compare(NetworkProfile profile) throws Exception {
    boolean storm = profile.phases().size() > 1;
    NetworkProfile weather = storm ? storm() : afterCalm(profile);
    int measured = storm ? STORM_SECONDS + AFTER_SECONDS : LEARN_SECONDS + seconds;
    int all = CALM_SECONDS + measured + 1;
    Speech speech = Speech.redundant(words(all), 50 * all);
    List<JitterTable.Run> chromium = new ArrayList<>();
    List<JitterTable.Run> ours = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      Passage passage;
      if (tableOnly) {
        passage = Passage.through(weather, seed + i, 50 * all);
      } else {
        try (JitterCall call = JitterCall.connect(samplePath(), speech, seed + i)) {
          Heard heard = call.speak(weather, all, measuredFrom(storm));
          passage = call.passage();
          JitterTable.Run run = judge(speech, passage, heard, storm);
          table.addPath(run.calm().medianMillis() - PACKET_MILLIS - call.calmMillis());
          chromium.add(run);
        }
      }
      long from = passage.sentNanos()[0] + nanos(measuredFrom(storm));
      Heard heard = new VirtualListener().listen(speech, passage, from);
      ours.add(judge(speech, passage, heard, storm));
    }
    table.add(profile.name(), storm, chromium, ours);
    if (!tableOnly) {
      System.err.print(table);
    }
  }

  private static int measuredFrom(boolean storm) {
    return storm ? CALM_SECONDS : CALM_SECONDS + LEARN_SECONDS;
  }

  private static WavFile words(int seconds) {
    short[] pcm = SpokenSignal.pcm(1, seconds * 48_000, 48_000);
    return WavFile.of(AudioFormat.MONO_48K, pcm);
  }

  private static NetworkProfile storm() {
    return NetworkProfile.storm(Duration.ofSeconds(CALM_SECONDS));
  }

  private static NetworkProfile afterCalm(NetworkProfile profile) {
    List<NetworkProfile.Phase> phases = new ArrayList<>();
    phases.add(new NetworkProfile.Phase(NetworkConditions.CLEAN, Duration.ofSeconds(CALM_SECONDS)));
    phases.addAll(profile.phases());
    return new NetworkProfile(profile.name(), phases);
  }

  private static long nanos(int seconds) {
    return seconds * 1_000_000_000L;
  }

  /** The least delay of the network is nobody's merit or fault. */
  private static JitterTable.Run judge(Speech speech, Passage passage, Heard heard, boolean storm)
      throws Exception {
    List<Listening.Frame> frames =
        new Listening(speech, passage.sentNanos())
            .judge(heard).stream()
                .map(
                    frame ->
                        new Listening.Frame(
                            frame.atNanos(), frame.delayMillis() - LEAST_WAY_MILLIS, frame.wrong()))
                .toList();
    long start = passage.sentNanos()[0];
    long stormEnds = start + nanos(CALM_SECONDS + STORM_SECONDS);
    return new JitterTable.Run(
        Verdict.of(frames, start + nanos(measuredFrom(storm)), Long.MAX_VALUE),
        heard.counts(),
        Verdict.of(frames, start + nanos(CALM_SECONDS / 2), start + nanos(CALM_SECONDS)),
        Verdict.of(frames, stormEnds + nanos(10), stormEnds + nanos(12)));
  }
}
