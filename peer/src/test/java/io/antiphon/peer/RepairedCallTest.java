package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that come again, keys, and the round trip of who only listens, over loopback. */
@Timeout(60)
class RepairedCallTest {
  private static final AudioConfig ASKING = AudioConfig.defaults().toBuilder().nack(true).build();

  private Endpoint here;
  private Endpoint there;

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

  private static StatsReport.Stats await(
      PeerConnection peer, String type, Predicate<StatsReport.Stats> wanted) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      var found = peer.getStats().get(5, TimeUnit.SECONDS).first(type);
      if (found.isPresent() && wanted.test(found.get())) {
        return found.get();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("still " + found);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static Predicate<StatsReport.Stats> atLeast(String member, double least) {
    return stats -> stats.members().containsKey(member) && stats.number(member) >= least;
  }

  @Test
  void lostPacketsComeAgainInAStreamOfTheirOwn() throws Exception {
    try (ImpairedCall call = new ImpairedCall(here, there, 3, ASKING)) {
      call.connect("111 112").addRecorder(new Heard());
      call.setConditions(ImpairedCall.CLEAN.withLoss(0.2, 1.2));
      var inbound =
          await(call.listener(), "inbound-rtp", atLeast("retransmittedPacketsReceived", 2));
      assertTrue(inbound.number("nackCount") >= 1, inbound.toString());
      assertTrue(inbound.number("rtxSsrc") > 0, inbound.toString());
      assertTrue(inbound.number("retransmittedBytesReceived") > 2, inbound.toString());
      var outbound = await(call.speaker(), "outbound-rtp", atLeast("retransmittedPacketsSent", 2));
      assertEquals(inbound.number("rtxSsrc"), outbound.number("rtxSsrc"));
      assertTrue(outbound.number("nackCount") >= 1, outbound.toString());
      assertTrue(outbound.number("retransmittedBytesSent") > 2, outbound.toString());
    }
  }

  @Test
  void theyComeAsTheyWereWhereNoSuchStreamWasAgreedOn() throws Exception {
    try (ImpairedCall call = new ImpairedCall(here, there, 3, ASKING)) {
      call.connect("111").addRecorder(new Heard());
      call.setConditions(ImpairedCall.CLEAN.withLoss(0.2, 1.2));
      var outbound = await(call.speaker(), "outbound-rtp", atLeast("retransmittedPacketsSent", 2));
      assertFalse(outbound.members().containsKey("rtxSsrc"), outbound.toString());
      var inbound = await(call.listener(), "inbound-rtp", atLeast("nackCount", 1));
      assertFalse(inbound.members().containsKey("retransmittedPacketsReceived"));
    }
  }

  @Test
  void whoOnlyListensIsToldTheRoundTrip() throws Exception {
    AudioConfig defaults = AudioConfig.defaults();
    try (ImpairedCall call = new ImpairedCall(here, there, 3, defaults)) {
      call.connect("111").addRecorder(new Heard());
      var remote =
          await(call.listener(), "remote-outbound-rtp", atLeast("roundTripTimeMeasurements", 1));
      assertTrue(remote.number("roundTripTime") >= 0.003, "twice 2 ms of the relay: " + remote);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"111 110", "0 126"})
  void keysArePressedAndHeardOnce(String formats) throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    BlockingQueue<String> pressed = new LinkedBlockingQueue<>();
    PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
    PeerConnection callee = PeerConnection.create(PeerConfig.on(there));
    callee.onTrack(track -> track.onDtmf(heard::add));
    Transceiver section = caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    section.dtmf().onToneChange(pressed::add);
    String offer =
        caller
            .offer()
            .get(5, TimeUnit.SECONDS)
            .sdp()
            .replaceAll("(m=audio \\S+ \\S+) .*", "$1 " + formats);
    SessionDescription answer =
        callee.answer(SessionDescription.offer(offer)).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
    assertTrue(section.dtmf().canInsertDtmf());
    section.dtmf().insertDtmf("1#A", Duration.ofMillis(40), Duration.ofMillis(30));
    for (String key : List.of("1", "#", "A")) {
      assertEquals(key, heard.poll(20, TimeUnit.SECONDS));
      assertEquals(key, pressed.poll(20, TimeUnit.SECONDS));
    }
    assertEquals("", pressed.poll(20, TimeUnit.SECONDS));
    assertTrue(heard.isEmpty(), heard.toString());
  }
}
