package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How Chromium is found when it hides its addresses, and that silence is no goodbye. */
@Tag("chrome")
class ChromePathIT {
  private static final double SAMPLE_HZ = 433;
  private static final int PACKETS_PER_SECOND = 50;
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Path microphone;
  private Path sample;

  @BeforeEach
  void writeTones() throws IOException {
    microphone = folder.resolve("microphone.wav");
    Sound.tone(711, 0.5, 40, 48_000).write(microphone);
    sample = folder.resolve("sample.wav");
    Sound.tone(SAMPLE_HZ, 0.5, 5, 48_000).write(sample);
  }

  private Server server(String... options) throws Exception {
    String[] all = new String[options.length + 2];
    all[0] = "--sample";
    all[1] = sample.toString();
    System.arraycopy(options, 0, all, 2, options.length);
    return Server.start(folder, all);
  }

  private static Optional<JsonNode> statistic(Server server, String id, String type)
      throws Exception {
    for (JsonNode each : server.get("/peers/" + id + "/stats").path("stats")) {
      if (each.path("type").asText().equals(type)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static int packets(Optional<JsonNode> inbound) {
    return inbound.map(each -> each.path("packetsReceived").asInt()).orElse(0);
  }

  private static void assertHearsTheSample(Browser browser) throws Exception {
    Sound heard = browser.hear(2);
    assertEquals(SAMPLE_HZ, ToneAnalysis.of(heard).dominantHz(), 1);
    assertTrue(ToneAnalysis.of(heard).share(SAMPLE_HZ, 20) > 0.9);
  }

  /** Its offer and what it trickles name no address, as where the microphone is not granted. */
  @Test
  void whoHidesItsAddressesIsFoundByItsChecks() throws Exception {
    try (Server server = server();
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server);
      browser.run(
          """
          const fetch = window.fetch;
          window.hidden = 0;
          window.fetch = (url, init) => {
            if (typeof init?.body === 'string') {
              const body = init.body.replace(/(candidate:\\S+ \\d udp \\d+ )[0-9.]+ /g, (all, before) => {
                window.hidden++;
                return before + '1f4712db-ea17-4bcf-a596-105139dfd8bf.local ';
              });
              init = { ...init, body };
            }
            return fetch(url, init);
          };""");
      String id = browser.connect();
      assertHearsTheSample(browser);
      assertTrue(((Number) browser.run("return window.hidden")).intValue() > 0);
      JsonNode remote = statistic(server, id, "remote-candidate").orElseThrow();
      assertEquals("prflx", remote.path("candidateType").asText(), remote.toString());
    }
  }

  /** A lite server checks nothing: it is the browser that finds the way (RFC 8445 §2.5). */
  @Test
  void findsALiteServer() throws Exception {
    try (Server server = server("--ice-lite");
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server);
      browser.connect();
      String answer = (String) browser.run("return window.antiphon.pc.remoteDescription.sdp");
      assertTrue(answer.lines().anyMatch("a=ice-lite"::equals), answer);
      assertHearsTheSample(browser);
    }
  }

  /** Nothing here is rewritten: where there is a route to elsewhere, Chromium itself hides. */
  @Test
  void whoOnlyListensAndHidesBehindMdnsIsFoundByItsChecks() throws Exception {
    String address = "192.0.2.10"; // leads nowhere: the cable has no other end that answers
    try (Namespace network = Namespace.create(folder)) {
      network.run("ip link add name cable type veth peer name end");
      network.run("ip address add " + address + "/24 dev cable");
      network.run("ip link set end up");
      network.run("ip link set cable up");
      network.run("ip route add default via 192.0.2.1");
      try (Program listener =
          network.start(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dantiphon.home=" + Program.HOME,
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  HiddenListener.class.getName(),
                  folder.toString(),
                  address))) {
        assertEquals(0, listener.awaitExit(Duration.ofSeconds(90)), listener::story);
        List<String> offered =
            listener.out().lines().filter(line -> line.startsWith("offered ")).toList();
        assertTrue(
            !offered.isEmpty() && offered.stream().allMatch(line -> line.contains(".local ")),
            listener.out());
        assertTrue(listener.out().contains("found prflx\n"), listener.out());
        assertTrue(listener.out().contains("heard 433\n"), listener.out());
      }
    }
  }

  @Test
  void aTrackThatIsHeldIsNoGoodbye() throws Exception {
    try (Server server = server();
        Browser browser = Browser.withMicrophone(folder, microphone)) {
      browser.open(server);
      String id = browser.connect();
      Await.until(
          "the server to hear the browser",
          SOON,
          () -> statistic(server, id, "inbound-rtp"),
          Optional::isPresent);
      browser.run(
          """
          const sender = window.antiphon.pc.getSenders().find((each) => each.track);
          window.held = { sender, track: sender.track };
          return sender.replaceTrack(null);""");
      double before = browser.stat("inbound-rtp", "packetsReceived");
      browser.awaitStat("inbound-rtp", "packetsReceived", before + 6 * PACKETS_PER_SECOND);
      assertEquals("connected", server.get("/peers/" + id).path("connectionState").asText());
      assertHearsTheSample(browser);
      int sent = packets(statistic(server, id, "inbound-rtp"));
      browser.run("return window.held.sender.replaceTrack(window.held.track)");
      Await.until(
          "the server to hear the browser again",
          SOON,
          () -> statistic(server, id, "inbound-rtp"),
          found -> packets(found) > sent);
    }
  }
}
