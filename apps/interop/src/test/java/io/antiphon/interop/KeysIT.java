package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client in a real terminal, whose keys are pressed. */
@Timeout(120)
@Tag("patient")
class KeysIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double PIECE_SECONDS = 0.1;
  private static final double AUDIBLE = 0.01;

  @TempDir Path folder;

  private static List<JsonNode> events(Program client, String name) throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (String line : client.out().lines().filter(each -> each.startsWith("{")).toList()) {
      JsonNode event = JSON.readTree(line);
      if (event.path("event").asText().equals(name)) {
        events.add(event);
      }
    }
    return events;
  }

  /** A second or so of call in which the microphone is open, or is not. */
  private static void awaitTalking(Program client, boolean muted) throws Exception {
    int before = events(client, "stats").size();
    Await.until(
        "two seconds with muted = " + muted,
        LIMIT,
        () -> events(client, "stats").stream().skip(before).toList(),
        stats ->
            stats.stream().filter(each -> each.path("muted").asBoolean() == muted).count() >= 2);
  }

  private static void press(Program client, String key, boolean muted) throws Exception {
    int before = events(client, "muted").size();
    client.type(key);
    List<JsonNode> told =
        Await.until(
            "«" + key + "» to be heeded",
            LIMIT,
            () -> events(client, "muted"),
            events -> events.size() > before);
    assertEquals(before + 1, told.size());
    assertEquals(muted, told.get(before).path("muted").asBoolean(), client.out());
    awaitTalking(client, muted);
  }

  @Test
  void openTheMicrophoneCloseItAndQuitAndLeaveTheTerminalAsItWas() throws Exception {
    try (Server server = Server.start(folder, "--play", "silence");
        Program client =
            Program.inTerminal(
                folder,
                "stty -g >before; $antiphon client --server="
                    + server.url()
                    + " --tone=511 --no-playback --no-record --seconds=0 --push-to-talk --json; "
                    + "code=$?; stty -g >after; exit $code")) {
      String peer =
          Await.until(
                  "the call: " + client.story(),
                  LIMIT,
                  () -> events(client, "connected"),
                  connected -> !connected.isEmpty())
              .get(0)
              .path("peer")
              .asText();
      awaitTalking(client, true);
      assertNotEquals(Files.readString(folder.resolve("before")), settingsOf(client));
      press(client, " ", false);
      press(client, "m", true);
      client.type("x?\n");
      client.type("q");
      assertEquals(0, client.awaitExit(LIMIT), client::story);
      assertEquals(2, events(client, "muted").size(), client::story);
      assertEquals(
          Files.readString(folder.resolve("before")), Files.readString(folder.resolve("after")));
      assertWasHeardInTheMiddle(server.recordingOf(peer));
    }
  }

  @Test
  void aTerminalThatIsTornAwayEndsTheCallCleanly() throws Exception {
    Path recordings = folder.resolve("heard");
    try (Server server = Server.start(folder);
        Program client =
            Program.inTerminal(
                folder,
                "$antiphon client --server="
                    + server.url()
                    + " --tone=511 --no-playback --seconds=0 --json --recordings="
                    + recordings)) {
      Await.until(
          "a second of call: " + client.story(),
          LIMIT,
          () -> events(client, "stats"),
          stats -> stats.stream().anyMatch(each -> each.path("elapsedSeconds").asDouble() > 2));
      ProcessHandle inside =
          ProcessHandle.of(client.pid())
              .orElseThrow()
              .descendants()
              .reduce((earlier, later) -> later)
              .orElseThrow();
      client.signal("KILL"); // the terminal, not the client in it
      inside.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      server.awaitPeers(0, LIMIT);
      try (Stream<Path> files = Files.list(recordings)) {
        Sound heard = Sound.read(files.findFirst().orElseThrow());
        assertTrue(heard.seconds() > 1, "recorded " + heard);
      }
    }
  }

  /** How the client has set the terminal that it runs in. */
  private static String settingsOf(Program client) throws Exception {
    long pid =
        ProcessHandle.of(client.pid()).orElseThrow().descendants().findFirst().orElseThrow().pid();
    Process stty =
        new ProcessBuilder("sh", "-c", "stty -g <$(readlink /proc/" + pid + "/fd/0)").start();
    return new String(
        stty.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void assertWasHeardInTheMiddle(Sound said) {
    int audible = 0;
    int silent = 0;
    for (double at = 0; at + PIECE_SECONDS <= said.seconds(); at += PIECE_SECONDS) {
      boolean heard = said.between(at, at + PIECE_SECONDS).rms() > AUDIBLE;
      audible += heard ? 1 : 0;
      silent += heard ? 0 : 1;
    }
    String seen = audible + " pieces with sound, " + silent + " without";
    assertTrue(audible >= 5, seen);
    assertTrue(silent >= 15, seen);
    double end = said.seconds();
    assertTrue(said.between(0, 0.5).rms() < AUDIBLE, "muted at first; " + seen);
    assertTrue(said.between(end - 0.5, end).rms() < AUDIBLE, "muted at last; " + seen);
  }
}
