package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page of another origin publishes and plays by WHIP and WHEP, with nothing but what a browser
 * brings along (RFC 9725).
 */
@Tag("chrome")
@Tag("patient")
class WhipIT {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final double MICROPHONE_HZ = 711;
  private static final String MICROPHONE =
      """
      window.voice ??= await navigator.mediaDevices.getUserMedia({ audio:
        { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
      """;

  @TempDir Path folder;

  /** Serves one empty page. */
  private static HttpServer somebodyElse() throws Exception {
    HttpServer page =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] html = "<!doctype html><title>Somebody else's</title>".getBytes(StandardCharsets.UTF_8);
    page.createContext(
        "/",
        call -> {
          call.getResponseHeaders().set("Content-Type", "text/html");
          call.sendResponseHeaders(200, html.length);
          call.getResponseBody().write(html);
          call.close();
        });
    page.start();
    return page;
  }

  private static String script() throws Exception {
    try (InputStream in = WhipIT.class.getResourceAsStream("whip.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aPageOfAnotherOriginPublishesRestartsPlaysAndEnds() throws Exception {
    Path microphone = folder.resolve("microphone.wav");
    Sound.tone(MICROPHONE_HZ, 0.5, 40, 48_000).write(microphone);
    HttpServer page = somebodyElse();
    try (Server server = Server.start(folder, "--token", "letmein");
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open("http://127.0.0.1:" + page.getAddress().getPort());
      browser.run(script());
      refusesAnotherToken(browser, server);
      String id = publishes(browser, server);
      restarts(browser, server, id);
      plays(browser, server);
      ends(browser, server, id);
    } finally {
      page.stop(0);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  private static Map<String, Object> open(
      Browser browser, String name, String endpoint, String token, String track) {
    String opening =
        "return (async () => { %s window.%s = new WhipSession(arguments[0], arguments[1]);"
            + " return await window.%s.open(%s); })()";
    // The arguments are the script's, which an arrow function shares.
    return object(browser.run(opening.formatted(MICROPHONE, name, name, track), endpoint, token));
  }

  private static void refusesAnotherToken(Browser browser, Server server) {
    Map<String, Object> refused =
        open(browser, "stranger", server.url() + "/whip", "wrong", "voice.getAudioTracks()[0]");
    assertEquals(401L, refused.get("status"), refused.toString());
    assertTrue(String.valueOf(refused.get("body")).contains("token"), refused.toString());
  }

  private static String publishes(Browser browser, Server server) throws Exception {
    Map<String, Object> opened =
        open(browser, "said", server.url() + "/whip", "letmein", "voice.getAudioTracks()[0]");
    assertEquals(201L, opened.get("status"), opened.toString());
    String location = String.valueOf(opened.get("location"));
    assertTrue(location.startsWith(server.url() + "/whip/"), location);
    assertTrue(String.valueOf(opened.get("etag")).startsWith("\""), opened.toString());
    String id = location.substring(location.lastIndexOf('/') + 1);
    awaitReceived(server, id, 50);
    // What trickled in is known for what it is, not for where checks happened to come from.
    Await.until(
        "the trickled candidate to be known",
        LONG,
        () -> stat(server, id, "remote-candidate").path("candidateType").asText(),
        "host"::equals);
    assertAllTaken(browser, "said");
    return id;
  }

  /** Every candidate, and the end of them, was answered 204. */
  private static void assertAllTaken(Browser browser, String name) throws Exception {
    @SuppressWarnings("unchecked")
    List<Object> statuses =
        Await.until(
            "answers to all PATCHes",
            LONG,
            () -> (List<Object>) browser.run("return " + name + ".statuses"),
            all -> all.size() >= 2);
    assertTrue(statuses.stream().allMatch(each -> each.equals(204L)), statuses.toString());
  }

  private static void restarts(Browser browser, Server server, String id) throws Exception {
    String before = stat(server, id, "transport").path("iceLocalUsernameFragment").asText();
    Map<String, Object> restarted = object(browser.run("return said.restart()"));
    assertEquals(200L, restarted.get("status"), restarted.toString());
    assertNotEquals(restarted.get("before"), restarted.get("etag"));
    assertEquals(412L, restarted.get("late"), "a candidate of the generation before");
    assertNotEquals(
        before, stat(server, id, "transport").path("iceLocalUsernameFragment").asText());
    Await.until(
        "the new path to be in use",
        LONG,
        () -> stat(server, id, "transport").path("selectedCandidatePairChanges").asInt(),
        changes -> changes >= 2);
    awaitReceived(
        server, id, stat(server, id, "inbound-rtp").path("packetsReceived").asInt() + 100);
    assertEquals("connected", browser.run("return said.pc.connectionState"));
    assertAllTaken(browser, "said");
  }

  private static void plays(Browser browser, Server server) throws Exception {
    Map<String, Object> opened = open(browser, "heard", server.url() + "/whep", "letmein", "null");
    assertEquals(201L, opened.get("status"), opened.toString());
    Await.until(
        "the sample to be heard",
        LONG,
        () -> browser.run("return heard.count('inbound-rtp', 'packetsReceived')"),
        received -> ((Number) received).intValue() >= 50);
    assertEquals(2, server.peers());
    assertEquals(200L, browser.run("return heard.end()"));
    server.awaitPeers(1, Duration.ofSeconds(5));
  }

  private void ends(Browser browser, Server server, String id) throws Exception {
    assertEquals(200L, browser.run("return said.end()"));
    server.awaitPeers(0, Duration.ofSeconds(5));
    Sound recorded = server.recordingOf(id).trimmed(1, 0.1);
    assertEquals(MICROPHONE_HZ, ToneAnalysis.of(recorded).dominantHz(), 5);
    assertFalse(recorded.seconds() < 1, recorded.seconds() + " s");
  }

  private static void awaitReceived(Server server, String id, int packets) throws Exception {
    Await.until(
        packets + " packets",
        LONG,
        () -> stat(server, id, "inbound-rtp").path("packetsReceived").asInt(),
        received -> received >= packets);
  }

  private static JsonNode stat(Server server, String id, String type) throws Exception {
    for (JsonNode each : server.get("/peers/" + id + "/stats").get("stats")) {
      if (each.get("type").asText().equals(type)) {
        return each;
      }
    }
    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }
}
