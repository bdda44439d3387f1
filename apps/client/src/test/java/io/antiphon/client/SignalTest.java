package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.wav.WavFile;
import io.antiphon.peer.ConnectionState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client as a process of its own, which gets signals. */
@Timeout(120)
class SignalTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalEndsTheCallCleanly(String signal, int exitCode) throws Exception {
    try (Answerer server = new Answerer(folder.resolve("said.wav"))) {
      Process client =
          start("--server=" + server.url(), "--tone=511", "--no-playback", "--seconds=0");
      server.awaitSecondOfAudio();
      signal(signal, client);
      assertTrue(client.waitFor(60, TimeUnit.SECONDS), "the client goes on");
      assertEquals(exitCode, client.exitValue());
      assertEquals(Answerer.ID, server.deleted());
      assertEquals(ConnectionState.CLOSED, server.peer().connectionState());
      try (Stream<Path> files = Files.list(folder.resolve("client_recordings"))) {
        WavFile heard = WavFile.read(files.findFirst().orElseThrow());
        double hum = Tone.seconds(heard, Answerer.HUM_HZ);
        assertTrue(hum > 0.1, hum + " s of the hum in " + heard.seconds() + " s");
      }
      String said = Files.readString(folder.resolve("said"));
      assertTrue(said.contains("Recorded to client_recordings"), said);
    }
  }

  @Test
  void aSignalEndsAnAttemptToConnectToo() throws Exception {
    try (Answerer server = new Answerer(folder.resolve("said.wav"))) {
      server.tampering(sdp -> sdp.replaceAll("a=candidate:.*\r\n", ""));
      Process client = start("--server=" + server.url(), "--tone=511", "--no-playback");
      server.offered();
      signal("INT", client);
      assertTrue(client.waitFor(60, TimeUnit.SECONDS), "the client goes on");
      assertEquals(130, client.exitValue());
    }
  }

  private Process start(String... options) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    // Who started us in the background may have SIGINT ignored, which children inherit for good.
    List<String> command =
        Stream.concat(
                Stream.of(
                    "env",
                    "--default-signal=INT,HUP",
                    java.toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.antiphon.client.Main"),
                Stream.of(options))
            .toList();
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private static void signal(String name, Process process) throws Exception {
    List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
