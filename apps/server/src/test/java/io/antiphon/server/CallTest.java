package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antiphon.peer.SessionDescription;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a server, from the offer to the goodbye. */
@Timeout(60)
class CallTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SOON = Duration.ofSeconds(5);

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

  private JsonNode peers() throws Exception {
    return server.get("/peers").expect(200).json().path("peers");
  }

  @Test
  void theAnswerHoldsAllCandidatesAndTheSampleIsHeard() throws Exception {
    try (Guest guest = Guest.of(server)) {
      String answer = guest.answer().sdp();
      assertTrue(answer.contains("a=candidate:"), answer);
      assertTrue(answer.contains("a=end-of-candidates"), answer);
      guest.awaitHeard(1);
    }
  }

  @Test
  void aLiteServerSaysSoAndLeavesTheChecksToItsCaller() throws Exception {
    try (RunningServer lite = RunningServer.liteIn(folder);
        Guest guest = Guest.of(lite)) {
      assertTrue(guest.answer().sdp().contains("\r\na=ice-lite\r\n"), guest.answer().sdp());
      guest.awaitHeard(1);
      JsonNode stats = lite.get("/peers/" + guest.id() + "/stats").expect(200).json();
      JsonNode pair = first(stats, "candidate-pair");
      assertEquals(0, pair.path("requestsSent").asInt() + pair.path("consentRequestsSent").asInt());
      assertTrue(pair.path("requestsReceived").asInt() > 0, pair.toString());
    }
  }

  @Test
  void aPeerIsListedInItsAgreedShape() throws Exception {
    try (Guest guest = Guest.of(server)) {
      guest.awaitHeard(0.5);
      assertEquals(1, peers().size());
      JsonNode peer = peers().get(0);
      assertEquals(
          Set.of("id", "name", "room", "connectionState", "since", "recording"), Reply.names(peer));
      assertEquals(guest.id(), peer.path("id").asText());
      assertTrue(peer.path("name").isNull() && peer.path("room").isNull(), peer.toString());
      assertEquals("connected", peer.path("connectionState").asText());
      Duration age = Duration.between(Instant.parse(peer.path("since").asText()), Instant.now());
      assertTrue(!age.isNegative() && age.compareTo(Duration.ofMinutes(1)) < 0, peer.toString());
      JsonNode recording = peer.path("recording");
      assertEquals("recording", recording.path("state").asText());
      assertTrue(recording.path("file").asText().startsWith(guest.id() + "_"), peer.toString());
      JsonNode alone = server.get("/peers/" + guest.id()).expect(200).json();
      assertTrue(((ObjectNode) alone).remove("audio").isObject(), alone.toString());
      assertEquals("", ((ObjectNode) alone).remove("dtmf").path("received").asText());
      assertEquals(peer, alone);
    }
  }

  @Test
  void nameAndRoomAreTold() throws Exception {
    try (Guest guest = new Guest(server)) {
      Map<String, Object> offer = new HashMap<>(guest.offer());
      offer.put("name", "Ada");
      offer.put("room", "tea-time_1.0");
      server.post("/offer", JSON.writeValueAsString(offer)).expect(200);
      assertEquals("Ada", peers().get(0).path("name").asText());
      assertEquals("tea-time_1.0", peers().get(0).path("room").asText());
    }
  }

  @Test
  void statisticsBearTheNamesOfW3C() throws Exception {
    try (Guest guest = Guest.of(server)) {
      guest.awaitHeard(2);
      JsonNode own =
          Await.until(
              "a report of the guest on a report of ours",
              Duration.ofSeconds(10),
              () -> server.get("/peers/" + guest.id() + "/stats").expect(200).json(),
              report -> report.findPath("roundTripTime").isNumber());
      Set<String> types = new TreeSet<>();
      for (JsonNode entry : own.path("stats")) {
        types.add(entry.path("type").asText());
        assertTrue(entry.has("id") && entry.path("timestamp").isNumber(), entry.toString());
      }
      assertTrue(
          types.containsAll(
              Set.of(
                  "inbound-rtp",
                  "outbound-rtp",
                  "remote-inbound-rtp",
                  "remote-outbound-rtp",
                  "codec",
                  "transport",
                  "candidate-pair",
                  "local-candidate",
                  "remote-candidate",
                  "peer-connection")),
          types.toString());
      assertStatistics(own);
      JsonNode all = server.get("/stats").expect(200).json().path("peers");
      assertEquals(Set.of(guest.id()), Reply.names(all));
      assertStatistics(all.path(guest.id()));
    }
  }

  private static void assertStatistics(JsonNode report) {
    JsonNode inbound = first(report, "inbound-rtp");
    assertTrue(inbound.path("packetsReceived").asInt() > 50, inbound.toString());
    assertEquals(0, inbound.path("packetsLost").asInt(-1), inbound.toString());
    assertTrue(inbound.path("jitter").isNumber(), inbound.toString());
    assertEquals("audio", inbound.path("kind").asText());
    JsonNode outbound = first(report, "outbound-rtp");
    assertTrue(outbound.path("packetsSent").asInt() > 50, outbound.toString());
    JsonNode remote = first(report, "remote-inbound-rtp");
    assertTrue(remote.path("roundTripTime").isNumber(), remote.toString());
    assertEquals("audio/opus", first(report, "codec").path("mimeType").asText());
    assertEquals("connected", first(report, "transport").path("dtlsState").asText());
    assertEquals("succeeded", first(report, "candidate-pair").path("state").asText());
  }

  private static JsonNode first(JsonNode report, String type) {
    for (JsonNode entry : report.path("stats")) {
      if (entry.path("type").asText().equals(type)) {
        return entry;
      }
    }
    throw new AssertionError("no " + type + " in " + report);
  }

  @Test
  void twoPeersHearTheSameSample() throws Exception {
    try (Guest one = Guest.of(server);
        Guest two = Guest.of(server)) {
      one.awaitHeard(1);
      two.awaitHeard(1);
      one.awaitHeard(2);
      assertEquals(2, peers().size());
    }
  }

  @Test
  void candidatesThatComeAfterTheAnswerAreEnough() throws Exception {
    try (Guest guest = Guest.trickling(server)) {
      guest.awaitHeard(1);
    }
  }

  @Test
  void candidatesAreTakenAndMalformedOnesRefused() throws Exception {
    try (Guest guest = Guest.of(server)) {
      String good = "candidate:1 1 udp 2122260223 127.0.0.1 9 typ host";
      candidate(guest, "{\"candidate\":\"" + good + "\",\"sdpMid\":\"0\"}").expect(204);
      String mdns = good.replace("127.0.0.1", "5f1f4b6e.local");
      candidate(guest, "{\"candidate\":\"" + mdns + "\",\"sdpMid\":\"0\"}").expect(204);
      candidate(guest, "{\"candidate\":\"\"}").expect(204);
      candidate(guest, "null").expect(204);
      candidate(guest, "{\"candidate\":\"candidate:1 1 udp\"}").assertProblem(400, "malformed");
      candidate(guest, "{\"candidate\":7}").assertProblem(400, "must be text");
      candidate(guest, "{\"sdpMid\":\"0\"}").assertProblem(400, "\"candidate.candidate\"");
      candidate(guest, "\"text\"").assertProblem(400, "must be an object");
      server.post("/ice-candidate", "{\"candidate\":null}").assertProblem(400, "\"id\" is missing");
      assertEquals("connected", peers().get(0).path("connectionState").asText());
    }
  }

  private Reply candidate(Guest guest, String candidate) throws Exception {
    String body = "{\"id\":\"" + guest.id() + "\",\"candidate\":" + candidate + "}";
    return server.post("/ice-candidate", body);
  }

  @Test
  void anOfferWithTheIdOfAPeerIsAnsweredByThatPeer() throws Exception {
    try (Guest guest = Guest.of(server)) {
      guest.peer().restartIce();
      Map<String, Object> again = new HashMap<>(guest.offer());
      again.put("id", guest.id());
      JsonNode reply = server.post("/offer", JSON.writeValueAsString(again)).expect(200).json();
      assertEquals(guest.id(), reply.path("id").asText());
      SessionDescription answer = SessionDescription.answer(reply.path("sdp").asText());
      guest.peer().setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
      assertEquals(1, peers().size());
      guest.awaitHeard(2);
    }
  }

  @Test
  void aRefusedOfferLeavesTheCallAsItWas() throws Exception {
    try (Guest guest = Guest.of(server)) {
      Map<String, Object> bad = Map.of("type", "offer", "sdp", "hello", "id", guest.id());
      server.post("/offer", JSON.writeValueAsString(bad)).assertProblem(400, "is not SDP");
      assertEquals("connected", peers().get(0).path("connectionState").asText());
      guest.awaitHeard(1);
    }
  }

  @Test
  void aDeletedPeerIsToldAndGone() throws Exception {
    try (Guest guest = Guest.of(server)) {
      server.send("DELETE", "/peers/" + guest.id()).expect(204);
      server.send("DELETE", "/peers/" + guest.id()).assertProblem(404, guest.id());
      server.get("/peers/" + guest.id() + "/stats").assertProblem(404, guest.id());
      assertEquals(0, peers().size());
      guest.peer().closed().get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void aPeerThatSaysGoodbyeIsGone() throws Exception {
    try (Guest guest = Guest.of(server)) {
      guest.peer().close();
      Await.until("nobody to be there", SOON, this::peers, peers -> peers.size() == 0);
    }
  }
}
