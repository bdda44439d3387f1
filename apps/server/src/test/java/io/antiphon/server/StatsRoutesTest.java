package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shapes of the statistics. */
@Timeout(60)
class StatsRoutesTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Map<String, JsonNode> byType(JsonNode stats) {
    Map<String, JsonNode> found = new TreeMap<>();
    for (JsonNode each : stats.path("stats")) {
      assertTrue(each.path("id").isTextual() && each.path("timestamp").isNumber(), "" + each);
      found.putIfAbsent(each.path("type").asText(), each);
    }
    return found;
  }

  private JsonNode inbound(Guest guest) throws Exception {
    return byType(server.get("/peers/" + guest.id() + "/stats").expect(200).json())
        .getOrDefault("inbound-rtp", com.fasterxml.jackson.databind.node.MissingNode.getInstance());
  }

  @Test
  void aPeersStatsHaveW3cTypesAndTheQualityOfTheCall() throws Exception {
    try (Guest guest = Guest.of(server)) {
      guest.awaitHeard(1);
      JsonNode inbound =
          Await.until("a verdict", SOON, () -> inbound(guest), each -> each.has("mos"));
      assertEquals("audio", inbound.path("kind").asText());
      assertTrue(inbound.path("packetsReceived").asLong() > 0, inbound.toString());
      assertTrue(inbound.path("audioLevel").asDouble() > 0.05, inbound.toString());
      assertTrue(inbound.path("totalAudioEnergy").asDouble() > 0, inbound.toString());
      assertTrue(inbound.path("recorderPacketsRead").asLong() > 0, inbound.toString());
      assertTrue(inbound.path("recorderSamplesLost").isNumber(), inbound.toString());
      double rFactor = inbound.path("rFactor").asDouble();
      assertTrue(rFactor > 0 && rFactor <= 93.2, inbound.toString());
      double mos = inbound.path("mos").asDouble();
      assertTrue(mos >= 1 && mos <= 4.42, inbound.toString());
      Map<String, JsonNode> all =
          byType(server.get("/peers/" + guest.id() + "/stats").expect(200).json());
      for (String type :
          new String[] {
            "outbound-rtp",
            "media-source",
            "codec",
            "transport",
            "candidate-pair",
            "local-candidate"
          }) {
        assertTrue(all.containsKey(type), "no " + type + " among " + all.keySet());
      }
    }
  }

  @Test
  void allStatsComeWithATotalThatOutlivesThePeers() throws Exception {
    try (Guest guest = Guest.of(server)) {
      guest.awaitHeard(1);
      JsonNode all =
          Await.until(
              "a total",
              SOON,
              () -> server.get("/stats").expect(200).json(),
              each ->
                  each.path("total").path("packetsReceived").asLong() > 50
                      && each.path("total").has("mosMean"));
      assertTrue(all.path("peers").path(guest.id()).path("stats").isArray(), all.toString());
      JsonNode total = all.path("total");
      assertEquals(1, total.path("peers").asInt());
      assertEquals(1, total.path("connected").asInt());
      assertEquals(1, total.path("handshakes").path("completed").asInt());
      assertTrue(total.path("mosLowest").asDouble() <= total.path("mosMean").asDouble());
      server.send("DELETE", "/peers/" + guest.id()).expect(204);
    }
    JsonNode after =
        Await.until(
            "everybody to be gone",
            SOON,
            () -> server.get("/stats").expect(200).json(),
            each -> each.path("total").path("connected").asInt() == 0);
    assertEquals(0, after.path("peers").size());
    assertTrue(after.path("total").path("packetsReceived").asLong() > 50, after.toString());
  }

  @Test
  void nobodysStatsAreNotFound() throws Exception {
    server.get("/peers/nobody/stats").expect(404);
    JsonNode all = server.get("/stats").expect(200).json();
    assertEquals(0, all.path("peers").size());
    assertEquals(0, all.path("total").path("packetsReceived").asLong());
  }
}
