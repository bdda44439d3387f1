package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that can be wrong has its exit code, and one sentence that names it. */
@Tag("patient")
class ClientErrorsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private void assertFails(
      int code, String named, Map<String, String> environment, String... options) throws Exception {
    String[] arguments =
        Stream.concat(Stream.of("client"), Stream.of(options)).toArray(String[]::new);
    try (Program client = Program.antiphon(folder, environment, arguments)) {
      assertEquals(code, client.awaitExit(LIMIT), client::story);
      List<String> lines = client.err().lines().filter(line -> !line.isBlank()).toList();
      assertEquals(1, lines.size(), "one sentence: " + lines);
      assertTrue(lines.get(0).contains(named), lines + " names " + named);
      assertTrue(!lines.get(0).contains("Exception"), "words, no class names: " + lines);
    }
  }

  @Test
  void noMicrophoneIsFive() throws Exception {
    Map<String, String> noDevices =
        Map.of(
            "ALSA_CONFIG_PATH",
            "/dev/null",
            "PULSE_SERVER",
            "unix:" + folder.resolve("nobody"),
            "HOME",
            folder.toString());
    try (Server server = Server.start(folder)) {
      assertFails(5, "microphone", noDevices, "--server", server.url(), "--seconds", "2");
      assertEquals(0, server.peers(), "no call without a microphone");
    }
  }

  @Test
  void aServerThatIsNotThereIsThree() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertFails(
        3,
        "127.0.0.1:" + port,
        Map.of(),
        "--server",
        "http://127.0.0.1:" + port,
        "--tone",
        "511",
        "--no-playback",
        "--seconds",
        "2");
  }

  @Test
  void anAddressThatIsNoneIsTwo() throws Exception {
    assertFails(
        2,
        "nonsense",
        Map.of(),
        "--server",
        "nonsense",
        "--tone",
        "511",
        "--no-playback",
        "--seconds",
        "2");
  }

  @Test
  void aFileThatIsNotThereIsFour() throws Exception {
    assertFails(
        4,
        "missing.wav",
        Map.of(),
        "--server",
        "http://127.0.0.1:9",
        "--file",
        "missing.wav",
        "--no-playback",
        "--seconds",
        "2");
  }

  @Test
  void aFileThatIsNoSoundIsFour() throws Exception {
    Files.writeString(folder.resolve("letter.wav"), "Dear reader, this is no sound.");
    assertFails(
        4,
        "letter.wav",
        Map.of(),
        "--server",
        "http://127.0.0.1:9",
        "--file",
        "letter.wav",
        "--no-playback",
        "--seconds",
        "2");
  }
}
