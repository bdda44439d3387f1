package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.IceTransportPolicy;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks by way of coturn only. */
@Tag("patient")
class RelayIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final double SAMPLE_HZ = 433;
  private static final double CALLER_HZ = 711;
  private static final Duration CALL = Duration.ofSeconds(40);

  @TempDir Path folder;
  private Path sample;
  private Path voice;

  @BeforeEach
  void writeTones() throws Exception {
    sample = folder.resolve("sample.wav");
    Sound.tone(SAMPLE_HZ, 0.5, 5, 48_000).write(sample);
    voice = folder.resolve("voice.wav");
    Sound.tone(CALLER_HZ, 0.5, 40, 48_000).write(voice);
  }

  private Server server(Coturn coturn, String transport) throws Exception {
    return Server.start(
        folder,
        "--sample",
        sample.toString(),
        "--ice-server",
        coturn.url(transport) + "," + Coturn.USER + "," + Coturn.PASSWORD,
        "--ice-policy",
        "relay");
  }

  private static String usedCandidate(Server server, String peer) throws Exception {
    for (JsonNode each : server.get("/peers/" + peer + "/stats").get("stats")) {
      if (each.get("type").asText().equals("local-candidate")) {
        return each.get("candidateType").asText();
      }
    }
    return "none";
  }

  @Test
  @Tag("chrome")
  void chromeSpeaksAndHearsByWayOfTheRelay() throws Exception {
    try (Coturn coturn = Coturn.start(folder);
        Server server = server(coturn, "udp");
        Browser browser = Browser.withMicrophone(folder, voice)) {
      browser.open(server);
      String id = browser.connect();
      browser.awaitStat("inbound-rtp", "packetsReceived", 100);
      assertEquals("relay", usedCandidate(server, id));
      assertEquals(SAMPLE_HZ, ToneAnalysis.of(browser.hear(3)).dominantHz(), 5);
      browser.click("disconnect");
      browser.awaitState("closed");
      server.awaitPeers(0, Duration.ofSeconds(30));
      Sound recorded = server.recordingOf(id);
      assertEquals(CALLER_HZ, ToneAnalysis.of(recorded.trimmed(1, 0.1)).dominantHz(), 5);
    }
  }

  @Test
  void theClientGetsThroughByTcpToTheRelay() throws Exception {
    try (Coturn coturn = Coturn.start(folder);
        Server server = server(coturn, "tcp");
        Program client =
            Program.antiphon(
                folder,
                "client",
                "--server",
                server.url(),
                "--no-playback",
                "--no-record",
                "--file",
                voice.toString(),
                "--seconds",
                "5")) {
      server.awaitPeers(1, CALL);
      String id = server.get("/peers").get("peers").get(0).get("id").asText();
      Await.until("a path", CALL, () -> usedCandidate(server, id), "relay"::equals);
      assertEquals(0, client.awaitExit(CALL), client::story);
      server.awaitPeers(0, Duration.ofSeconds(30));
      Sound recorded = server.recordingOf(id);
      assertTrue(recorded.seconds() > 3, recorded.toString());
      assertEquals(CALLER_HZ, ToneAnalysis.of(recorded.trimmed(1, 0.1)).dominantHz(), 5);
    }
  }

  /** The old search's relay carries the call until the new search's path does. */
  @Test
  void aCallThatIsConfiguredOtherwiseMovesOffItsRelay() throws Exception {
    try (Coturn coturn = Coturn.start(folder);
        PeerConnection caller =
            PeerConnection.create(
                PeerConfig.loopback()
                    .withIceServers(
                        List.of(IceServer.turn(coturn.url("udp"), Coturn.USER, Coturn.PASSWORD)))
                    .withIceTransportPolicy(IceTransportPolicy.RELAY));
        PeerConnection callee = PeerConnection.create(PeerConfig.loopback())) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, CALLER_HZ, -12));
      negotiate(caller, callee);
      awaitPackets(callee, 50);
      assertEquals("relay", pathOf(caller));
      caller.setConfiguration(PeerConfig.loopback());
      awaitPackets(callee, packets(callee) + 50);
      assertEquals("relay", pathOf(caller), "until ICE is restarted");
      negotiate(caller, callee);
      Await.until("a path without the relay", LIMIT, () -> pathOf(caller), "host"::equals);
      awaitPackets(callee, packets(callee) + 100);
      assertEquals(ConnectionState.CONNECTED, callee.connectionState());
    }
  }

  private static void negotiate(PeerConnection caller, PeerConnection callee) {
    caller.setRemoteDescription(callee.answer(caller.offer().join()).join()).join();
  }

  private static String pathOf(PeerConnection peer) {
    // Of the candidates those of the selected pair come first.
    return peer.getStats()
        .join()
        .first("local-candidate")
        .map(each -> String.valueOf(each.members().get("candidateType")))
        .orElse("none");
  }

  private static double packets(PeerConnection peer) {
    return peer.getStats()
        .join()
        .first("inbound-rtp")
        .map(each -> each.number("packetsReceived"))
        .orElse(0.0);
  }

  private static void awaitPackets(PeerConnection peer, double wanted) throws Exception {
    Await.until(wanted + " packets", LIMIT, () -> packets(peer), received -> received >= wanted);
  }
}
