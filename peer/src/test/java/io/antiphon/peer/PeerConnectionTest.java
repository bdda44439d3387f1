package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two connections over a real loopback. */
@Timeout(60)
class PeerConnectionTest {
  private static final int SECOND = 48_000;

  private Endpoint here;
  private Endpoint there;
  private final Heard heardHere = new Heard();
  private final Heard heardThere = new Heard();

  @BeforeAll
  static void warmUp() {
    Endpoint.warmUp().join();
  }

  @BeforeEach
  void open() throws Exception {
    here = Endpoint.open(EndpointConfig.loopback());
    there = Endpoint.open(EndpointConfig.loopback());
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  @Test
  void audioFlowsBothWaysAndIsWhatWasSaid() throws Exception {
    try (PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(there))) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      caller.onTrack(track -> track.addSink(heardHere));
      callee.addTrack(AudioSource.tone(AudioFormat.mono(24_000), 711, -12));
      callee.onTrack(track -> track.addRecorder(heardThere));
      connect(caller, callee);
      heardHere.await(3 * SECOND);
      heardThere.await(3 * SECOND);
      assertTrue(heardThere.purity(511, 1, 2.9) > 0.98, "recorded " + purity(heardThere, 511));
      assertTrue(heardHere.purity(711, 1, 2.9) > 0.98, "played " + purity(heardHere, 711));
      assertEquals(1, heardThere.channels(), "what was sent is mono");
      assertStatistics(caller.getStats().get(5, TimeUnit.SECONDS));
      caller.close();
      caller.closed().get(5, TimeUnit.SECONDS);
      callee.closed().get(5, TimeUnit.SECONDS);
    }
    assertTrue(heardHere.isEnded());
    assertTrue(heardThere.isEnded());
  }

  private static String purity(Heard heard, double hertz) {
    return hertz + " Hz with purity " + heard.purity(hertz, 1, 2.9);
  }

  private static void assertStatistics(StatsReport report) {
    StatsReport.Stats inbound = report.first("inbound-rtp").orElseThrow();
    assertEquals(0, inbound.number("packetsLost"));
    assertTrue(inbound.number("packetsReceived") > 100, inbound.toString());
    assertTrue(report.first("outbound-rtp").orElseThrow().number("packetsSent") > 100);
    double roundTrip = report.first("remote-inbound-rtp").orElseThrow().number("roundTripTime");
    assertTrue(roundTrip >= 0 && roundTrip < 1, "round trip " + roundTrip);
    assertEquals("connected", report.first("transport").orElseThrow().members().get("dtlsState"));
  }

  @Test
  void theCallerMayWaitForTheHandshake() throws Exception {
    Endpoint passive = Endpoint.open(EndpointConfig.loopback().withDtlsClient(false));
    try (PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(passive))) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      callee.onTrack(track -> track.addSink(heardThere));
      connect(caller, callee);
      heardThere.await(SECOND);
    } finally {
      passive.close();
    }
  }

  @Test
  void closingOneSideClosesTheOther() throws Exception {
    PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
    PeerConnection callee = PeerConnection.create(PeerConfig.on(there));
    caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    callee.onTrack(track -> track.addRecorder(heardThere));
    connect(caller, callee);
    heardThere.await(SECOND / 2);
    caller.close();
    caller.close();
    callee.closed().get(5, TimeUnit.SECONDS);
    assertEquals(ConnectionState.CLOSED, callee.connectionState());
    assertTrue(heardThere.isEnded());
  }

  @Test
  void aWrongFingerprintEndsInFailedAndNothingIsHeard() throws Exception {
    PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
    PeerConnection callee = PeerConnection.create(PeerConfig.on(there));
    caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    callee.onTrack(track -> track.addRecorder(heardThere));
    CompletableFuture<Void> failed = new CompletableFuture<>();
    callee.onConnectionStateChange(
        state -> {
          if (state == ConnectionState.FAILED) {
            failed.complete(null);
          }
        });
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    String forged =
        offer.sdp().replaceAll("(a=fingerprint:sha-256 )[0-9A-F]{2}:[0-9A-F]{2}", "$100:00");
    SessionDescription answer =
        callee.answer(SessionDescription.offer(forged)).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
    failed.get(10, TimeUnit.SECONDS);
    assertTrue(String.valueOf(callee.reason()).contains("fingerprint"), callee.reason());
    assertEquals(0, heardThere.length());
  }

  @Test
  void anIceRestartOnTheSamePortsDoesNotInterruptTheAudio() throws Exception {
    try (PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(there))) {
      caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
      callee.onTrack(track -> track.addRecorder(heardThere));
      connect(caller, callee);
      heardThere.await(SECOND);
      Object before = ufrag(callee);
      caller.restartIce();
      connect(caller, callee);
      heardThere.await(3 * SECOND);
      assertNotEquals(before, ufrag(callee));
      assertEquals(ConnectionState.CONNECTED, callee.connectionState());
      assertTrue(heardThere.purity(511, 0.5, 2.9) > 0.98, purity(heardThere, 511));
    }
  }

  private static Object ufrag(PeerConnection peer) throws Exception {
    StatsReport report = peer.getStats().get(5, TimeUnit.SECONDS);
    Object ufrag =
        report.first("transport").orElseThrow().members().get("iceLocalUsernameFragment");
    return Objects.requireNonNull(ufrag);
  }

  @Test
  void whatIsNotSdpFailsTheFutureWithTheReason() throws Exception {
    try (PeerConnection callee = PeerConnection.create(PeerConfig.on(there))) {
      var e =
          assertThrows(
              ExecutionException.class,
              () -> callee.answer(SessionDescription.offer("hello")).get(5, TimeUnit.SECONDS));
      assertInstanceOf(NegotiationException.class, e.getCause());
    }
  }

  @Test
  void aSourceSharedByTwoPeersIsReadOnce() throws Exception {
    AudioSource shared = AudioSource.tone(AudioFormat.MONO_48K, 511, -12);
    Heard second = new Heard();
    try (PeerConnection one = PeerConnection.create(PeerConfig.on(here));
        PeerConnection two = PeerConnection.create(PeerConfig.on(here));
        PeerConnection listener = PeerConnection.create(PeerConfig.on(there));
        PeerConnection another = PeerConnection.create(PeerConfig.loopback())) {
      one.addTrack(shared);
      two.addTrack(shared);
      listener.onTrack(track -> track.addRecorder(heardThere));
      another.onTrack(track -> track.addRecorder(second));
      connect(one, listener);
      connect(two, another);
      heardThere.await(2 * SECOND);
      second.await(2 * SECOND);
      // Read twice per slot the phase would jump each 20 ms.
      assertTrue(heardThere.purity(511, 0.5, 1.9) > 0.98);
      assertTrue(second.purity(511, 0.5, 1.9) > 0.98);
    }
  }

  private static void connect(PeerConnection caller, PeerConnection callee) throws Exception {
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    SessionDescription answer = callee.answer(offer).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
  }
}
