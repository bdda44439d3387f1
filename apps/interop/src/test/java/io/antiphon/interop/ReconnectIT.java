package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antiphon.simulation.NetworkConditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client on a bad day: its server goes, comes back, stands still, or is gone for good. */
@Timeout(240)
@Tag("patient")
class ReconnectIT {
  private static final double SAMPLE_HZ = 433;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Server start(int port) throws Exception {
    Path sample = folder.resolve("sample.wav");
    Sound.tone(SAMPLE_HZ, 0.5, 5, 48_000).write(sample);
    return Server.startAt(port, folder, "--sample", sample.toString());
  }

  private Program call(String url, String... options) throws IOException {
    return Program.antiphon(
        folder,
        Stream.concat(
                Stream.of(
                    "client",
                    "--server=" + url,
                    "--tone=511",
                    "--no-playback",
                    "--seconds=0",
                    "--json",
                    "--recordings=" + folder.resolve("heard")),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private static List<JsonNode> events(Program client, String name) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : client.out().lines().toList()) {
      JsonNode event = JSON.readTree(line);
      if (event.path("event").asText().equals(name)) {
        events.add(event);
      }
    }
    return events;
  }

  private static List<JsonNode> awaitConnected(Program client, int times) throws Exception {
    return Await.until(
        times + " times connected: " + client.story(),
        LIMIT,
        () -> events(client, "connected"),
        connected -> connected.size() >= times);
  }

  /** Until it has been connected for so many seconds. */
  private static void talk(Program client, double seconds) throws Exception {
    int before = events(client, "stats").size();
    Await.until(
        seconds + " s of call",
        LIMIT,
        () ->
            events(client, "stats").stream()
                    .skip(before)
                    .filter(each -> each.path("state").asText().equals("connected"))
                    .count()
                >= seconds);
  }

  private Sound recording(Program client) throws Exception {
    client.signal("INT");
    assertEquals(130, client.awaitExit(LIMIT), client::story);
    assertEquals(130, events(client, "ended").get(0).path("exitCode").asInt());
    try (Stream<Path> files = Files.list(folder.resolve("heard"))) {
      List<Path> wavs = files.toList();
      assertEquals(1, wavs.size(), wavs.toString());
      return Sound.read(wavs.get(0));
    }
  }

  /** The call's time, from the first word to the last. */
  private static double callSeconds(Program client) throws IOException {
    List<JsonNode> stats = events(client, "stats");
    return stats.get(stats.size() - 1).path("elapsedSeconds").asDouble();
  }

  private static void assertToneAtBothEnds(Sound heard) {
    // Which tone it is, not how pure: a busy machine tears holes into it.
    assertEquals(SAMPLE_HZ, ToneAnalysis.of(heard.between(0.5, 2)).dominantHz(), 5);
    assertEquals(
        SAMPLE_HZ, ToneAnalysis.of(heard.trimmed(heard.seconds() - 2, 0.5)).dominantHz(), 5);
  }

  @Test
  void aServerThatIsStartedAnewFindsItsClientAgainAndTheClientHasOneRecording() throws Exception {
    int port = Server.freePort();
    try (Server first = start(port);
        Program client = call(first.url())) {
      talk(client, 2);
      first.program().signal("TERM");
      first.program().awaitExit(LIMIT);
      try (Server second = start(port)) {
        List<JsonNode> connected = awaitConnected(client, 2);
        talk(client, 3);
        String peer = connected.get(1).path("peer").asText();
        assertEquals(peer, second.get("/peers").at("/peers/0/id").asText());
        Sound heard = recording(client);
        assertEquals(callSeconds(client), heard.seconds(), 3);
        assertToneAtBothEnds(heard);
      }
    }
  }

  @Test
  void aServerThatStoodStillForAWhileIsTalkedToAsTheSamePeer() throws Exception {
    try (Server server = start(Server.freePort());
        Program client = call(server.url())) {
      talk(client, 2);
      server.program().signal("STOP");
      Await.until("to notice", LIMIT, () -> !events(client, "reconnecting").isEmpty());
      server.program().signal("CONT");
      List<JsonNode> connected = awaitConnected(client, 2);
      assertEquals(connected.get(0).path("peer"), connected.get(1).path("peer"), client::story);
      talk(client, 3);
      Sound heard = recording(client);
      assertEquals(callSeconds(client), heard.seconds(), 3);
      assertToneAtBothEnds(heard);
    }
  }

  @Test
  void tenSecondsWithoutANetworkEndNoCall() throws Exception {
    try (Server server = start(Server.freePort());
        BadPath path = new BadPath(server);
        Program client = call(path.url())) {
      talk(client, 2);
      String peer = awaitConnected(client, 1).get(0).path("peer").asText();
      path.conditions(NetworkConditions.CLEAN.withLoss(1, 1));
      double from = callSeconds(client);
      Await.until("ten seconds to pass", LIMIT, () -> callSeconds(client) >= from + 10);
      path.conditions(NetworkConditions.CLEAN);
      talk(client, 3);
      JsonNode peers = server.get("/peers").get("peers");
      assertEquals(1, peers.size(), peers.toString());
      assertEquals(peer, peers.get(0).get("id").asText());
      assertEquals(1, server.recordings().size());
      Sound heard = recording(client);
      assertEquals(callSeconds(client), heard.seconds(), 3);
      assertToneAtBothEnds(heard);
      server.awaitPeers(0, LIMIT);
      Sound said = server.recordingOf(peer);
      assertEquals(callSeconds(client), said.seconds(), 3);
      assertEquals(511, ToneAnalysis.of(said.between(0.5, 1.5)).dominantHz(), 5);
      assertEquals(511, ToneAnalysis.of(said.trimmed(said.seconds() - 2, 0.5)).dominantHz(), 5);
    }
  }

  @Test
  void aServerThatIsGoneForGoodIsGivenUp() throws Exception {
    try (Server server = start(Server.freePort());
        Program client = call(server.url(), "--reconnect=5")) {
      talk(client, 2);
      server.program().signal("KILL");
      assertEquals(6, client.awaitExit(LIMIT), client::story);
      List<String> sentences = client.err().lines().toList();
      assertEquals(1, sentences.size(), client::story);
      assertTrue(sentences.get(0).startsWith("The call was lost"), client::story);
      assertEquals(6, events(client, "ended").get(0).path("exitCode").asInt());
      assertEquals(1, events(client, "recording").size());
    }
  }

  @Test
  void aTerminalThatIsClosedEndsTheCallCleanly() throws Exception {
    try (Server server = start(Server.freePort());
        Program client = call(server.url())) {
      talk(client, 2);
      client.signal("HUP");
      assertEquals(129, client.awaitExit(LIMIT), client::story);
      server.awaitPeers(0, LIMIT);
      assertEquals(129, events(client, "ended").get(0).path("exitCode").asInt());
      Path file = Path.of(events(client, "recording").get(0).path("file").asText());
      assertEquals(SAMPLE_HZ, ToneAnalysis.of(Sound.read(file).trimmed(0.5, 0.1)).dominantHz(), 5);
    }
  }
}
