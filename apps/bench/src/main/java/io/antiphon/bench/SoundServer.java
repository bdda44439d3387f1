package io.antiphon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A PulseAudio of our own in which mouth and ear are the two channels of one null sink: what is
 * said on the left is the microphone, what a program plays comes out on the right, and one
 * recording of both has one clock.
 */
final class SoundServer implements AutoCloseable {
  private static final int START_SECONDS = 15;

  private final Path folder;
  private final Map<String, String> environment;
  private final List<Process> processes = new ArrayList<>();

  private SoundServer(Path folder) {
    this.folder = folder;
    environment =
        Map.of(
            "HOME", folder.toString(),
            "XDG_RUNTIME_DIR", folder.toString(),
            "PULSE_RUNTIME_PATH", folder.resolve("rt").toString(),
            "PULSE_STATE_PATH", folder.resolve("st").toString(),
            "PULSE_SERVER", "unix:" + folder.resolve("native"));
  }

  /** Starts it in a folder that only we can read. */
  static SoundServer start(Path folder) throws IOException, InterruptedException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    // ALSA's "default", which is what Java Sound opens, leads to PulseAudio.
    Files.writeString(folder.resolve(".asoundrc"), "pcm.!default pulse\nctl.!default pulse\n");
    SoundServer sound = new SoundServer(folder);
    try {
      sound.launch();
      return sound;
    } catch (IOException | InterruptedException e) {
      sound.close();
      throw e;
    }
  }

  private void launch() throws IOException, InterruptedException {
    start(
        "pulseaudio",
        "-n",
        "--daemonize=no",
        "--use-pid-file=no",
        "--exit-idle-time=-1",
        "--disable-shm=yes",
        "--realtime=no",
        "--high-priority=no",
        "-L",
        "module-native-protocol-unix auth-anonymous=1 socket=" + folder.resolve("native"),
        "-L",
        "module-null-sink sink_name=air rate=48000 channels=2",
        "-L",
        "module-remap-sink sink_name=ear master=air channels=1 remix=no channel_map=mono"
            + " master_channel_map=front-right",
        "-L",
        "module-remap-source source_name=mouth master=air.monitor channels=1 remix=no"
            + " channel_map=mono master_channel_map=front-left");
    for (int i = 0; run("pactl", "info") != 0; i++) {
      if (i > 10 * START_SECONDS || !processes.get(0).isAlive()) {
        throw new IOException(
            "pulseaudio does not start: " + Files.readString(folder.resolve("sound.log")));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    run("pactl", "set-default-sink", "ear");
    run("pactl", "set-default-source", "mouth");
  }

  /** What a program needs in its environment to use these devices. */
  Map<String, String> environment() {
    return environment;
  }

  /** What is written to it, in stereo, is in the air: speak on the left. */
  Process mouth() throws IOException {
    return start(
        "pacat",
        "--playback",
        "--latency-msec=20",
        "-d",
        "air",
        "--format=s16le",
        "--rate=48000",
        "--channels=2");
  }

  /** Gives what is in the air, in stereo. */
  Process air() throws IOException {
    return start(
        "pacat",
        "--record",
        "--latency-msec=20",
        "-d",
        "air.monitor",
        "--format=s16le",
        "--rate=48000",
        "--channels=2");
  }

  private int run(String... command) throws IOException, InterruptedException {
    return builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
  }

  private Process start(String... command) throws IOException {
    Process process = builder(command).start();
    processes.add(process);
    return process;
  }

  private ProcessBuilder builder(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.redirectError(
        ProcessBuilder.Redirect.appendTo(folder.resolve("sound.log").toFile()));
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).destroy();
    }
  }
}
