package io.antiphon.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clicks into the microphone of a program on a {@link SoundServer}, and hears them come out. */
final class MouthToEar {
  private static final int SETTLE_SECONDS = 10;

  private MouthToEar() {}

  /** {@code ./antiphon client} in a call with that server, which echoes. */
  static ClientDelays client(Path home, URI server, int seconds) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("antiphon").toString());
    command.addAll(List.of("client", "--server", server.toString(), "--no-record"));
    command.addAll(List.of("--seconds", Integer.toString(SETTLE_SECONDS + seconds + 60)));
    try (ServerHold hold = ServerHold.of(server);
        StallWatch watch = StallWatch.start()) {
      Listened listened = measure(command, seconds);
      Delays delays = listened.delays("client: mouth to ear, through the echo");
      LateClicks late =
          LateClicks.of(delays, listened.heardNanos(), watch.stalls(), listened.fromNanos());
      return ClientDelays.of(delays, late, listened.heardNanos(), hold.seconds());
    }
  }

  /** {@link BareLoop}. */
  static Delays bare(int lineMillis, int seconds) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            BareLoop.class.getName(),
            Integer.toString(lineMillis));
    return measure(command, seconds)
        .delays("floor: both lines of " + lineMillis + " ms alone, mouth to ear");
  }

  /** What was heard from a moment on. */
  private record Listened(long fromNanos, ClickMeter meter) {
    Delays delays(String way) {
      return new Delays(way, meter.delays(), meter.missed());
    }

    List<Long> heardNanos() {
      return meter.heardSeconds().stream().map(s -> fromNanos + (long) (1e9 * s)).toList();
    }
  }

  private static Listened measure(List<String> command, int seconds) throws Exception {
    Path folder = Files.createTempDirectory("antiphon-air");
    try (SoundServer sound = SoundServer.start(folder);
        Air air = Air.open(sound)) {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(folder.resolve("program.out").toFile())
              .redirectError(folder.resolve("program.err").toFile());
      builder.environment().putAll(sound.environment());
      Process program = builder.start();
      try {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        long fromNanos = System.nanoTime();
        ClickMeter meter = air.measure(seconds);
        if (!program.isAlive()) {
          throw new IOException(
              "the program has ended: " + Files.readString(folder.resolve("program.err")));
        }
        return new Listened(fromNanos, meter);
      } finally {
        program.destroy();
        program.waitFor(10, TimeUnit.SECONDS);
      }
    } finally {
      Folders.delete(folder);
    }
  }
}
