package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.antiphon.testvectors.Vectors;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Offers that cannot be answered are refused in a sentence, and leave nobody behind. */
@Timeout(60)
class OfferRefusalTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** With no address in it but our own. */
  private static final String CHROME =
      Vectors.text("sdp/chromium-156-audio-gathered.sdp")
          .replaceAll("192\\.0\\.2\\.17|198\\.51\\.100\\.23|2001:db8::7f3a", "127.0.0.1");

  @TempDir static Path folder;
  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server = RunningServer.in(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nobodyIsLeftBehind() throws Exception {
    assertEquals(0, server.get("/peers").expect(200).json().path("peers").size());
  }

  private static Reply offer(String sdp) throws Exception {
    return server.post("/offer", JSON.writeValueAsString(Map.of("type", "offer", "sdp", sdp)));
  }

  private static Reply offerWith(String member, Object value) throws Exception {
    Map<String, Object> offer = new HashMap<>(Map.of("type", "offer", "sdp", CHROME));
    offer.put(member, value);
    return server.post("/offer", JSON.writeValueAsString(offer));
  }

  private static String without(String attribute) {
    return CHROME.replaceAll("(?m)^a=" + attribute + ".*\\R", "");
  }

  private static Arguments sdp(String what, String words, UnaryOperator<String> change) {
    return Arguments.of(what, words, change.apply(CHROME));
  }

  static Stream<Arguments> unanswerable() {
    return Stream.of(
        sdp("not SDP", "is not SDP", chrome -> "hello"),
        sdp(
            "cut in the middle of a line",
            "is not SDP",
            c -> c.replaceAll("(?s)a=rtpmap:.*", "a=")),
        sdp("video alone", "no audio section", c -> c.replace("m=audio", "m=video")),
        sdp(
            "audio turned down",
            "no audio section",
            c -> c.replaceAll("m=audio \\d+", "m=audio 0")),
        sdp("no media at all", "no audio section", c -> c.replaceAll("(?s)m=audio.*", "")),
        sdp("no fingerprint", "no fingerprint", c -> without("fingerprint")),
        sdp("no ufrag", "no ICE credentials", c -> without("ice-ufrag")),
        sdp("no pwd", "no ICE credentials", c -> without("ice-pwd")),
        sdp("no rtcp-mux", "rtcp-mux", c -> without("rtcp-mux")),
        sdp("no known codec", "no codec", c -> c.replaceAll("opus/|PCM[UA]/|G722/", "other/")),
        sdp("unprotected RTP", "UDP/TLS/RTP/SAVPF", c -> c.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP")),
        sdp(
            "a fingerprint that is no digest",
            "fingerprint",
            c -> c.replaceAll("(a=fingerprint:sha-256 )\\S+", "$1AB:CD")),
        sdp(
            "a pwd that is too short",
            "ice-pwd",
            c -> c.replaceAll("(a=ice-pwd:).*(\\R)", "$1short$2")),
        sdp(
            "a candidate without a port",
            "candidate",
            c -> c.replaceFirst("a=candidate:.*(\\R)", "a=candidate:1 1 udp 1 127.0.0.1$1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unanswerable")
  void whatIsMissingIsNamed(String what, String words, String sdp) throws Exception {
    offer(sdp).assertProblem(400, words);
  }

  static Stream<Arguments> notAnOffer() throws Exception {
    return Stream.of(
        Arguments.of("nothing", "", "empty"),
        Arguments.of("cut JSON", "{\"type\":\"offer\",", "line 1"),
        Arguments.of("an array", "[1]", "array"),
        Arguments.of("no sdp", "{\"type\":\"offer\"}", "\"sdp\" is missing"),
        Arguments.of("null sdp", "{\"type\":\"offer\",\"sdp\":null}", "\"sdp\" is null"),
        Arguments.of("a number as sdp", "{\"type\":\"offer\",\"sdp\":1}", "\"sdp\" must be text"),
        Arguments.of("an empty sdp", "{\"type\":\"offer\",\"sdp\":\" \"}", "\"sdp\" is empty"),
        Arguments.of("no type", "{\"sdp\":\"v=0\"}", "\"type\" is missing"),
        Arguments.of("an answer", "{\"type\":\"answer\",\"sdp\":\"v=0\"}", "must be \"offer\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notAnOffer")
  void whatIsNoOfferIsRefused(String what, String body, String words) throws Exception {
    server.post("/offer", body).assertProblem(400, words);
  }

  @Test
  void aBodyOverOneMebibyteIsTooLarge() throws Exception {
    offer("v=0\r\n".repeat(220_000)).assertProblem(413, "1048576 bytes");
  }

  @Test
  void anotherContentTypeIsUnsupported() throws Exception {
    server.post("/offer", "application/sdp", CHROME).assertProblem(415, "application/json");
    server.post("/ice-candidate", "text/plain", "{}").assertProblem(415, "application/json");
  }

  @Test
  void anOfferToSomebodyUnknownIsNotFound() throws Exception {
    String stranger = UUID.randomUUID().toString();
    offerWith("id", stranger).assertProblem(404, stranger);
  }

  @Test
  void badRoomNamesAreRefused() throws Exception {
    for (String room : List.of("", "two words", "a/b", "../up", "é", "x".repeat(65))) {
      offerWith("room", room).assertProblem(400, "room");
    }
    offerWith("room", 7).assertProblem(400, "\"room\" must be text");
  }

  @Test
  void anEndlessNameIsRefused() throws Exception {
    offerWith("name", "x".repeat(129)).assertProblem(400, "129 characters");
  }
}
