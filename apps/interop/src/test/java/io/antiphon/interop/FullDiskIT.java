package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program whose disk fills up during a call: a tmpfs of 400 KiB in a mount namespace of its own,
 * or, where the system permits none, a limit to the size of files.
 */
@Timeout(120)
@Tag("patient")
class FullDiskIT {
  private static final int DISK_KIB = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void theCallGoesOnAndWhatIsWrittenStays() throws Exception {
    Path recordings = Files.createDirectory(folder.resolve("small"));
    try (Program server =
        Program.start(folder, onSmallDisk(recordings, "server --port 0"), builder -> {})) {
      String url =
          server.awaitLine("(?m)^listening on (http://\\S+)$", Duration.ofSeconds(30)).group(1);
      try (Program client =
          Program.antiphon(
              folder,
              "client",
              "--server=" + url,
              "--tone=511",
              "--no-playback",
              "--no-record",
              "--seconds=10")) {
        JsonNode failed =
            Await.until(
                "the recording to fail",
                Duration.ofSeconds(60),
                () -> JSON.readTree(get(url + "/peers")).at("/peers/0"),
                peer -> peer.at("/recording/state").asText().equals("failed"));
        String error = failed.at("/recording/error").asText();
        assertTrue(error.startsWith("The recording cannot be written to "), error);
        assertEquals("connected", failed.get("connectionState").asText());
        assertEquals(0, client.awaitExit(Duration.ofSeconds(30)), client.story());
        assertTrue(server.err().contains(error), server.story());
        assertPlayable(url, failed.at("/recording/file").asText());
      }
    }
  }

  @Test
  void theClientSaysSoAndItsCallGoesOn() throws Exception {
    Path recordings = Files.createDirectory(folder.resolve("small"));
    try (Server server = Server.start(folder)) {
      String call = "client --server=" + server.url() + " --tone=511 --no-playback --seconds=10";
      try (Program client =
          Program.start(folder, onSmallDisk(recordings, call + " --json", keeping()), b -> {})) {
        JsonNode recording =
            Await.until(
                "a word on the recording",
                Duration.ofSeconds(60),
                () -> event(client, "recording"),
                event -> !event.isMissingNode());
        String error = recording.path("error").asText();
        assertTrue(error.startsWith("The recording cannot be written to "), client::story);
        assertEquals(0, client.awaitExit(Duration.ofSeconds(30)), client::story);
        assertEquals(0, event(client, "ended").path("exitCode").asInt(-1), client::story);
        Sound kept = Sound.read(folder.resolve("kept.wav"));
        assertTrue(kept.seconds() > 2.5 && kept.seconds() < 4.3, "kept " + kept);
      }
      server.awaitPeers(0, Duration.ofSeconds(30));
      Sound said = Sound.read(server.recordings().get(0));
      assertTrue(said.seconds() > 8, "the call went on: " + said.seconds() + " s");
    }
  }

  private static JsonNode event(Program client, String name) throws java.io.IOException {
    for (String line : client.out().lines().toList()) {
      JsonNode event = JSON.readTree(line);
      if (event.path("event").asText().equals(name)) {
        return event;
      }
    }
    return JSON.missingNode();
  }

  /** 400 KiB are 4.2 s of it. */
  private void assertPlayable(String url, String name) throws Exception {
    Path file = Files.write(folder.resolve("kept.wav"), get(url + "/recordings/" + name));
    Sound kept = Sound.read(file);
    assertTrue(kept.seconds() > 2.5 && kept.seconds() < 4.3, kept.seconds() + " s");
    JsonNode listed = JSON.readTree(get(url + "/recordings")).at("/recordings/0");
    assertEquals(kept.seconds(), listed.get("seconds").asDouble(), 0.001);
  }

  private byte[] get(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return http.send(request, BodyHandlers.ofByteArray()).body();
  }

  /** The disk goes with the shell that has mounted it, so the shell saves what is on it. */
  private String keeping() {
    return "; code=$?; cat small/*.wav >kept.wav; exit $code";
  }

  private List<String> onSmallDisk(Path recordings, String command) throws Exception {
    return onSmallDisk(recordings, command, "");
  }

  /**
   * A command line.
   *
   * @param afterwards what the shell does when the program has ended; nothing if the program is to
   *     take its place
   */
  private List<String> onSmallDisk(Path recordings, String command, String afterwards)
      throws Exception {
    String program =
        (afterwards.isEmpty() ? "exec '" : "'")
            + Program.HOME.resolve("antiphon")
            + "' "
            + command
            + " --recordings '"
            + recordings
            + "'"
            + afterwards;
    String mount = "mount -t tmpfs -o size=" + DISK_KIB + "k antiphon '" + recordings + "'";
    for (List<String> unshare :
        List.of(
            List.of("unshare", "--mount"),
            List.of("unshare", "--user", "--map-root-user", "--mount"))) {
      if (succeeds(script(unshare, mount))) {
        return script(unshare, mount + " && " + program);
      }
    }
    return script(List.of(), "ulimit -f " + 2 * DISK_KIB + " && " + program);
  }

  private static List<String> script(List<String> before, String commands) {
    List<String> command = new java.util.ArrayList<>(before);
    command.addAll(List.of("sh", "-c", commands));
    return command;
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (java.io.IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
