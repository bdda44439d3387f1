package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What two connections over loopback tell of themselves. */
@Timeout(60)
class StatisticsTest {
  private static final Map<String, String> REFERENCES =
      Map.ofEntries(
          Map.entry("codecId", "codec"),
          Map.entry("transportId", "transport"),
          Map.entry("remoteId", "-rtp"),
          Map.entry("localId", "-rtp"),
          Map.entry("mediaSourceId", "media-source"),
          Map.entry("playoutId", "media-playout"),
          Map.entry("selectedCandidatePairId", "candidate-pair"),
          Map.entry("localCandidateId", "local-candidate"),
          Map.entry("remoteCandidateId", "remote-candidate"),
          Map.entry("localCertificateId", "certificate"),
          Map.entry("remoteCertificateId", "certificate"));

  private Endpoint here;
  private Endpoint there;
  private PeerConnection caller;
  private final Heard heard = new Heard();

  @BeforeEach
  void open() throws Exception {
    Endpoint.warmUp().join();
    here = Endpoint.open(EndpointConfig.loopback());
    there = Endpoint.open(EndpointConfig.loopback());
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private PeerConnection call(boolean live) throws Exception {
    caller = PeerConnection.create(PeerConfig.on(here));
    PeerConnection callee = PeerConnection.create(PeerConfig.on(there));
    caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    callee.onTrack(
        track -> {
          if (live) {
            track.addSink(heard);
          } else {
            track.addRecorder(heard);
          }
        });
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(callee.answer(offer).get(5, TimeUnit.SECONDS)).get();
    return callee;
  }

  private static StatsReport.Stats inbound(PeerConnection peer) throws Exception {
    return peer.getStats().get(5, TimeUnit.SECONDS).first("inbound-rtp").orElseThrow();
  }

  /** A tone 12 dB below full scale has a level of 10^(−12/20) / √2 or, by its peak, √2 more. */
  private static void assertLevel(StatsReport.Stats inbound) {
    double level = inbound.number("audioLevel");
    assertEquals(0.2, level, 0.06);
    double seconds = inbound.number("totalSamplesDuration");
    double mean = Math.sqrt(inbound.number("totalAudioEnergy") / seconds);
    assertEquals(level, mean, 0.15 * level + 0.03);
  }

  @Test
  void whoListensLiveIsToldOfLevelBufferAndQuality() throws Exception {
    PeerConnection callee = call(true);
    heard.await(4 * 48_000);
    StatsReport.Stats inbound = inbound(callee);
    assertLevel(inbound);
    assertTrue(inbound.number("jitterBufferEmittedCount") > 48_000, inbound.toString());
    assertTrue(inbound.number("rFactor") > 80 && inbound.number("rFactor") <= 93.2, "" + inbound);
    assertTrue(inbound.number("mos") > 4, inbound.toString());
    StatsReport.Stats playout =
        callee.getStats().get(5, TimeUnit.SECONDS).first("media-playout").orElseThrow();
    assertEquals(playout.id(), inbound.members().get("playoutId"));
    assertTrue(playout.number("totalSamplesDuration") >= 4, playout.toString());
    assertEquals(
        playout.number("totalSamplesCount"), 48_000 * playout.number("totalSamplesDuration"), 1);
  }

  @Test
  void everyReferenceLeadsToAnEntryOfItsType() throws Exception {
    PeerConnection callee = call(true);
    callee.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 711, -12));
    SessionDescription offer = callee.offer().get(5, TimeUnit.SECONDS);
    callee.setRemoteDescription(caller.answer(offer).get(5, TimeUnit.SECONDS)).get();
    await(() -> callee.getStats().join().first("remote-inbound-rtp").isPresent());
    await(() -> callee.getStats().join().first("remote-outbound-rtp").isPresent());
    StatsReport report = callee.getStats().join();
    Map<String, String> types = new HashMap<>();
    report.stats().forEach(each -> assertNull(types.put(each.id(), each.type()), each.id()));
    int followed = 0;
    for (StatsReport.Stats each : report.stats()) {
      for (String reference : REFERENCES.keySet()) {
        Object id = each.members().get(reference);
        if (id != null) {
          String type = String.valueOf(types.get(id));
          assertTrue(type.endsWith(REFERENCES.get(reference)), each.id() + " " + reference + type);
          followed++;
        }
      }
    }
    assertTrue(followed >= 20, followed + " references");
    assertEquals(
        Set.of(
            "inbound-rtp",
            "outbound-rtp",
            "remote-inbound-rtp",
            "remote-outbound-rtp",
            "media-source",
            "media-playout",
            "codec",
            "transport",
            "certificate",
            "candidate-pair",
            "local-candidate",
            "remote-candidate",
            "peer-connection"),
        new HashSet<>(types.values()));
  }

  @Test
  void everyTypeHasItsMembersAsW3cNamesThem() throws Exception {
    PeerConnection callee = call(true);
    heard.await(2 * 48_000);
    StatsReport.Stats source = stats(caller, "media-source");
    assertEquals(0.18, source.number("audioLevel"), 0.02, "−12 dBov, 3 below its peak");
    double seconds = source.number("totalSamplesDuration");
    assertTrue(seconds > 1.5, source.toString());
    double mean = Math.sqrt(source.number("totalAudioEnergy") / seconds);
    assertEquals(source.number("audioLevel"), mean, 0.02);
    String track = String.valueOf(source.members().get("trackIdentifier"));
    assertEquals(track, stats(callee, "inbound-rtp").members().get("trackIdentifier"));
    StatsReport.Stats pair = stats(caller, "candidate-pair");
    for (String member : List.of("packetsSent", "bytesSent", "requestsSent", "responsesReceived")) {
      assertTrue(pair.number(member) > 0, member + " of " + pair);
    }
    for (String member : List.of("currentRoundTripTime", "packetsReceived", "bytesReceived")) {
      assertTrue(pair.number(member) >= 0, member + " of " + pair);
    }
    StatsReport.Stats transport = stats(caller, "transport");
    assertTrue(pair.number("bytesSent") < transport.number("bytesSent"), "without its checks");
    assertEquals(pair.timestamp(), pair.number("lastPacketSentTimestamp"), 20_000);
    assertEquals(0, pair.number("packetsDiscardedOnSend"));
    assertEquals(1, transport.number("selectedCandidatePairChanges"));
    StatsReport report = callee.getStats().get(5, TimeUnit.SECONDS);
    for (StatsReport.Stats each : report.stats()) {
      if (each.type().equals("certificate")) {
        byte[] der =
            Base64.getDecoder().decode(String.valueOf(each.members().get("base64Certificate")));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
        assertEquals(
            HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest),
            each.members().get("fingerprint"));
      }
    }
  }

  @Test
  void whoOnlyRecordsIsToldOfTheRecorder() throws Exception {
    PeerConnection callee = call(false);
    heard.await(4 * 48_000);
    StatsReport report = callee.getStats().get(5, TimeUnit.SECONDS);
    StatsReport.Stats inbound = report.first("inbound-rtp").orElseThrow();
    assertLevel(inbound);
    assertTrue(inbound.number("recorderPacketsRead") > 100, inbound.toString());
    assertEquals(
        inbound.number("totalSamplesDuration"),
        inbound.number("recorderSamplesEmitted") / 48_000,
        1e-6);
    assertEquals(0, inbound.number("recorderPacketsLate"));
    assertEquals(0, inbound.number("recorderPacketsDuplicated"));
    assertTrue(inbound.number("recorderSamplesLost") >= 0, inbound.toString());
    assertFalse(inbound.members().containsKey("jitterBufferDelay"));
    assertTrue(inbound.number("mos") > 4, inbound.toString());
    assertTrue(report.first("media-playout").isEmpty());
  }

  @Test
  void whatIsSentHasALevelToo() throws Exception {
    call(false);
    heard.await(48_000);
    PeerConnection talker = PeerConnection.create(PeerConfig.on(there));
    talker.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    PeerConnection listener = PeerConnection.create(PeerConfig.on(here));
    SessionDescription offer = talker.offer().get(5, TimeUnit.SECONDS);
    talker.setRemoteDescription(listener.answer(offer).get(5, TimeUnit.SECONDS)).get();
    await(
        () ->
            talker
                .getStats()
                .join()
                .first("media-source")
                .map(source -> source.number("audioLevel") > 0.1)
                .orElse(false));
    StatsReport report = talker.getStats().join();
    assertEquals(
        report.first("media-source").orElseThrow().id(),
        report.first("outbound-rtp").orElseThrow().members().get("mediaSourceId"));
  }

  @Test
  void theEndpointKeepsWhatDepartedPeersHaveCounted() throws Exception {
    PeerConnection callee = call(false);
    heard.await(3 * 48_000);
    await(() -> there.stats().media().packetsReceived() > 50);
    EndpointStats during = there.stats();
    assertEquals(Map.of(ConnectionState.CONNECTED, 1), during.peers());
    assertEquals(1, during.handshakes().completed());
    assertEquals(0, during.handshakes().failed());
    assertTrue(during.handshakes().seconds() > 0, during.toString());
    assertTrue(during.loop().turns() > 50, during.toString());
    assertTrue(during.loop().busySeconds() > 0, during.toString());
    assertTrue(during.media().secondsDecoded() > 0.5, during.toString());
    callee.close();
    callee.closed().get(5, TimeUnit.SECONDS);
    await(() -> there.stats().peerCount() == 0);
    EndpointStats after = there.stats();
    assertTrue(
        after.media().packetsReceived() >= during.media().packetsReceived(), after.toString());
    assertTrue(after.media().bytesReceived() >= during.media().bytesReceived(), after.toString());
    assertTrue(after.media().secondsDecoded() >= during.media().secondsDecoded(), "" + after);
  }

  @Test
  void aListenerLearnsTheLastNumbersWhenItLearnsOfTheEnd() throws Exception {
    PeerConnection callee = call(false);
    heard.await(48_000);
    double before = inbound(callee).number("packetsReceived");
    assertTrue(before > 0, before + " packets");
    double[] packets = new double[1];
    callee.onConnectionStateChange(
        state -> {
          if (state == ConnectionState.CLOSED) {
            packets[0] =
                callee
                    .getStats()
                    .join()
                    .first("inbound-rtp")
                    .orElseThrow()
                    .number("packetsReceived");
          }
        });
    callee.close();
    callee.closed().get(5, TimeUnit.SECONDS);
    assertTrue(packets[0] >= before, packets[0] + " packets, and earlier " + before);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean() && System.nanoTime() - endNanos < 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertTrue(condition.getAsBoolean(), "in ten seconds");
  }

  @Test
  void bothSidesTellOfArrivalsAndKnowWhatTheWayBears() throws Exception {
    PeerConnection callee = call(true);
    boolean told = false;
    for (int samples = 0; !told; samples += 12_000) { // until the time of the test is up
      heard.await(samples);
      told =
          stats(callee, "transport").number("transportFeedbackSent") >= 3
              && stats(caller, "transport").number("transportFeedbackReceived") >= 3;
    }
    double captured = stats(callee, "inbound-rtp").number("captureTimestamp");
    double unixAt1900 = 2_208_988_800_000.0;
    assertEquals((double) System.currentTimeMillis(), captured - unixAt1900, 40_000);
    assertEquals(32_000, stats(caller, "outbound-rtp").number("targetBitrate"), 16_000);
    assertTrue(stats(caller, "candidate-pair").number("availableOutgoingBitrate") >= 20_000);
  }

  private static StatsReport.Stats stats(PeerConnection peer, String type) throws Exception {
    return peer.getStats().get(5, TimeUnit.SECONDS).first(type).orElseThrow();
  }
}
