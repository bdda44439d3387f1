package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two programs call each other, without a sound card. */
class ClientServerIT {
  private static final double SAMPLE_HZ = 433;
  private static final double CLIENT_HZ = 511;
  private static final Duration CALL = Duration.ofSeconds(30);
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  @TempDir Path folder;
  private Path sample;

  @BeforeEach
  void writeSample() throws IOException {
    sample = folder.resolve("sample.wav");
    Sound.tone(SAMPLE_HZ, 0.5, 5, 48_000).write(sample);
  }

  private Server startServer() throws Exception {
    return Server.start(folder, "--sample", sample.toString());
  }

  private Program startClient(Server server, String... options) throws IOException {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "client",
                    "--server",
                    server.url(),
                    "--no-playback",
                    "--recordings",
                    folder.resolve("client_recordings").toString()),
                Stream.of(options))
            .toArray(String[]::new);
    return Program.antiphon(folder, arguments);
  }

  private Sound clientRecording() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("client_recordings"))) {
      List<Path> wavs = files.filter(file -> file.toString().endsWith(".wav")).toList();
      assertEquals(1, wavs.size(), wavs.toString());
      return Sound.read(wavs.get(0));
    }
  }

  private static Sound serverRecording(Server server) throws Exception {
    List<Path> wavs = server.recordings();
    assertEquals(1, wavs.size(), wavs.toString());
    return Sound.read(wavs.get(0));
  }

  private static String onlyPeer(Server server) throws Exception {
    server.awaitPeers(1, CALL);
    return server.get("/peers").get("peers").get(0).get("id").asText();
  }

  private static void assertPureTone(double hz, double seconds, Sound recorded) {
    ToneAnalysis analysis = ToneAnalysis.of(recorded.trimmed(1, 0.1));
    assertEquals(hz, analysis.dominantHz(), 0.5);
    double share = analysis.share(hz, 25);
    assertTrue(share > 0.8, "a share of %.3f, %s".formatted(share, analysis.dropouts(10)));
    assertEquals(seconds, recorded.seconds(), 1, "length");
  }

  @Test
  void aToneReachesTheServerAndTheSampleTheClient() throws Exception {
    try (Server server = startServer();
        Program client = startClient(server, "--tone", "511", "--seconds", "4")) {
      assertEquals(0, client.awaitExit(CALL), client::story);
      server.awaitPeers(0, CALL);
      assertPureTone(CLIENT_HZ, 4, serverRecording(server));
      assertPureTone(SAMPLE_HZ, 4, clientRecording());
    }
  }

  @Test
  void bringsAWhipEndpointItsToneAndLeaves() throws Exception {
    try (Server server = startServer();
        Program client =
            Program.antiphon(
                folder,
                "client",
                "--whip=" + server.url() + "/whip",
                "--tone=511",
                "--no-playback",
                "--no-record",
                "--seconds=4")) {
      String id = onlyPeer(server);
      assertEquals(0, client.awaitExit(CALL), client::story);
      server.awaitPeers(0, CALL);
      assertPureTone(CLIENT_HZ, 4, server.recordingOf(id));
    }
  }

  @Test
  void aFileIsSpokenAsItIs() throws Exception {
    Sound speech = Sound.speechLike(42, 8, 48_000);
    Path file = folder.resolve("speech.wav");
    speech.write(file);
    try (Server server = startServer();
        Program client = startClient(server, "--file", file.toString(), "--seconds", "4")) {
      assertEquals(0, client.awaitExit(CALL), client::story);
      server.awaitPeers(0, CALL);
      Sound recorded = serverRecording(server);
      Likeness likeness = Likeness.of(speech, recorded.trimmed(0.5, 0.1), 2);
      assertTrue(likeness.correlation() > 0.95, likeness.toString());
      assertEquals(4, recorded.seconds(), 1, "length");
    }
  }

  @Test
  void anInterruptedClientSaysGoodbyeAndKeepsItsRecording() throws Exception {
    try (Server server = startServer();
        Program client = startClient(server, "--tone", "511", "--seconds", "60")) {
      awaitRecordedBytes(folder.resolve("client_recordings"), 3);
      client.signal("INT");
      assertEquals(130, client.awaitExit(CALL), client::story);
      server.awaitPeers(0, CALL);
      assertEquals(SAMPLE_HZ, ToneAnalysis.of(clientRecording().trimmed(1, 0.1)).dominantHz(), 0.5);
      assertEquals(
          CLIENT_HZ, ToneAnalysis.of(serverRecording(server).trimmed(1, 0.1)).dominantHz(), 0.5);
    }
  }

  @Test
  void aTerminatedServerFinishesItsRecordingsWithinFiveSeconds() throws Exception {
    try (Server server = startServer();
        Program client = startClient(server, "--tone", "511", "--seconds", "60")) {
      String id = onlyPeer(server);
      awaitRecordedBytes(folder.resolve("server_recordings"), 3);
      server.program().signal("TERM");
      int code = server.program().awaitExit(GOODBYE);
      assertTrue(
          Set.of(0, 143).contains(code), "exit code " + code + "; " + server.program().story());
      Sound recorded = server.recordingOf(id);
      assertTrue(recorded.seconds() >= 2, recorded.toString());
      assertEquals(CLIENT_HZ, ToneAnalysis.of(recorded.trimmed(1, 0.1)).dominantHz(), 0.5);
      assertTrue(client.pid() > 0);
    }
  }

  /** Waits until a file there has grown to so many seconds of 48 kHz mono. */
  private static void awaitRecordedBytes(Path recordings, double seconds) throws Exception {
    Await.until(
        "%.0f s in %s".formatted(seconds, recordings),
        CALL,
        () -> {
          if (!Files.isDirectory(recordings)) {
            return false;
          }
          try (Stream<Path> files = Files.list(recordings)) {
            return files.anyMatch(file -> file.toFile().length() > seconds * 96_000);
          }
        });
  }
}
