package io.antiphon.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A sound server of our own, with a microphone that says what is played to it and a loudspeaker
 * that can be listened to. It lives in a private folder and knows of no real device.
 */
final class PulseAudio implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(15);

  private final Path folder;
  private final Map<String, String> environment;
  private final Program daemon;

  private PulseAudio(Path folder, Map<String, String> environment, Program daemon) {
    this.folder = folder;
    this.environment = environment;
    this.daemon = daemon;
  }

  static PulseAudio start(Path folder) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    // ALSA's "default", which is what Java Sound opens, leads to PulseAudio.
    // By name: when one is gone no other takes its place.
    Files.writeString(
        folder.resolve(".asoundrc"),
        """
        pcm.!default {
          type asym
          playback.pcm { type pulse device spk }
          capture.pcm { type pulse device micsrc }
        }
        ctl.!default pulse
        """);
    Path socket = folder.resolve("native");
    Map<String, String> environment =
        Map.of(
            "HOME", folder.toString(),
            "XDG_RUNTIME_DIR", folder.toString(),
            "PULSE_RUNTIME_PATH", folder.resolve("rt").toString(),
            "PULSE_STATE_PATH", folder.resolve("st").toString(),
            "PULSE_SERVER", "unix:" + socket);
    Program daemon =
        Program.start(
            folder,
            List.of(
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--use-pid-file=no",
                "--exit-idle-time=-1",
                "--disable-shm=yes",
                "--realtime=no",
                "--high-priority=no",
                "-L",
                "module-native-protocol-unix socket=" + socket + " auth-anonymous=1",
                "-L",
                "module-null-sink sink_name=spk rate=48000 channels=1",
                "-L",
                "module-null-sink sink_name=twin rate=48000 channels=1",
                "-L",
                "module-null-sink sink_name=mic rate=48000 channels=1",
                "-L",
                "module-remap-source master=mic.monitor source_name=micsrc"),
            builder -> builder.environment().putAll(environment));
    PulseAudio pulse = new PulseAudio(folder, environment, daemon);
    try {
      Await.until("pulseaudio to answer: " + daemon.err(), START, () -> pulse.control("info") == 0);
      pulse.mustControl("set-default-sink", "spk");
      pulse.mustControl("set-default-source", "micsrc");
      return pulse;
    } catch (Exception | AssertionError e) {
      pulse.close();
      throw e;
    }
  }

  /** What a program needs in its environment to use these devices. */
  Map<String, String> environment() {
    return environment;
  }

  /** Stops the microphone, which then gives nothing any more; or lets it go on. */
  void stopMicrophone(boolean stopped) throws IOException, InterruptedException {
    mustControl("suspend-source", "micsrc", stopped ? "1" : "0");
  }

  /** Stops the loudspeaker, which then takes nothing any more; or lets it go on. */
  void stopLoudspeaker(boolean stopped) throws IOException, InterruptedException {
    mustControl("suspend-sink", "spk", stopped ? "1" : "0");
  }

  private int control(String... arguments) throws IOException, InterruptedException {
    try (Program pactl = tool("pactl", arguments)) {
      return pactl.awaitExit(Duration.ofSeconds(5));
    }
  }

  private void mustControl(String... arguments) throws IOException, InterruptedException {
    int code = control(arguments);
    if (code != 0) {
      throw new AssertionError("pactl %s: exit code %d".formatted(List.of(arguments), code));
    }
  }

  private Program tool(String name, String... arguments) throws IOException {
    List<String> command =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(name), java.util.stream.Stream.of(arguments))
            .toList();
    return Program.start(folder, command, builder -> builder.environment().putAll(environment));
  }

  /** Speaks into the microphone until the file ends, or the returned program is closed. */
  Program speak(Path wav) throws IOException {
    return tool("paplay", "--latency-msec=20", "--device=mic", wav.toString());
  }

  /** Plays to a second loudspeaker that no program of ours uses, until the file ends. */
  Program playToTwin(Path wav) throws IOException {
    return tool("paplay", "--latency-msec=20", "--device=twin", wav.toString());
  }

  /** Listens at the loudspeaker until closed. */
  Listener listen() throws IOException {
    return listen("spk");
  }

  /** Listens at the second loudspeaker: what this machine lets any sound come to. */
  Listener listenToTwin() throws IOException {
    return listen("twin");
  }

  private Listener listen(String sink) throws IOException {
    Path raw = folder.resolve(sink + ".raw");
    List<String> command =
        List.of(
            "parec",
            "--latency-msec=20",
            "-d",
            sink + ".monitor",
            "--format=s16le",
            "--rate=48000",
            "--channels=1");
    return new Listener(
        raw,
        Program.start(
            folder,
            command,
            builder -> {
              builder.environment().putAll(environment);
              builder.redirectOutput(raw.toFile());
            }));
  }

  /** A running recording of the loudspeaker. */
  record Listener(Path raw, Program parec) implements AutoCloseable {
    double secondsHeard() throws IOException {
      return Files.size(raw) / 96_000.0;
    }

    Sound stop() throws IOException {
      close();
      byte[] pcm = Files.readAllBytes(raw);
      return Sound.ofPcm(ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN), 48_000, 1);
    }

    @Override
    public void close() {
      parec.close();
    }
  }

  @Override
  public void close() {
    daemon.close();
  }
}
