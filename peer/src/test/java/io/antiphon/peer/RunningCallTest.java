package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.ice.IceTransportPolicy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What changes in a call over loopback while it is heard. */
@Timeout(60)
class RunningCallTest {
  private static final int HALF_SECOND = 24_000;

  private Endpoint here;
  private Endpoint there;
  private PeerConnection caller;
  private PeerConnection callee;
  private final Heard first = new Heard();
  private final Heard second = new Heard();

  @BeforeEach
  void open() throws Exception {
    Endpoint.warmUp().join();
    here = Endpoint.open(EndpointConfig.loopback());
    there = Endpoint.open(EndpointConfig.loopback());
    caller = PeerConnection.create(PeerConfig.on(here));
    callee = PeerConnection.create(PeerConfig.on(there));
    callee.onTrack(track -> track.addRecorder("0".equals(track.mid()) ? first : second));
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private static AudioSource tone(double hertz) {
    return AudioSource.tone(AudioFormat.MONO_48K, hertz, -12);
  }

  private void negotiate() throws Exception {
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    SessionDescription answer = callee.answer(offer).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
  }

  private static void assertTone(double hertz, Heard heard, double from) {
    double purity = heard.purity(hertz, from, heard.seconds() - 0.05);
    assertTrue(purity > 0.98, hertz + " Hz with purity " + purity + " from " + from + " s");
  }

  private static List<StatsReport.Stats> all(PeerConnection peer, String type) throws Exception {
    return peer.getStats().get(5, TimeUnit.SECONDS).stats().stream()
        .filter(each -> each.type().equals(type))
        .toList();
  }

  @Test
  void anotherSourceIsHeardWithoutNegotiationInTheSameStream() throws Exception {
    Transceiver sending = caller.addTrack(tone(511));
    negotiate();
    first.await(HALF_SECOND);
    Object ssrc = all(callee, "inbound-rtp").get(0).members().get("ssrc");
    double from = first.seconds();
    sending.replaceSource(tone(711));
    first.await(first.length() + 2 * HALF_SECOND);
    assertTrue(first.purity(511, 0.1, from) > 0.98, "511 Hz until " + from + " s");
    assertTone(711, first, first.seconds() - 0.4);
    StatsReport.Stats inbound = all(callee, "inbound-rtp").get(0);
    assertEquals(ssrc, inbound.members().get("ssrc"));
    assertEquals(0, inbound.number("packetsLost"));
    assertEquals(SignalingState.STABLE, caller.signalingState());
  }

  @Test
  void twoTracksGoByOnePathAndAreToldApart() throws Exception {
    caller.addTrack(tone(511));
    caller.addTrack(tone(711));
    negotiate();
    first.await(HALF_SECOND);
    second.await(HALF_SECOND);
    assertTone(511, first, 0.1);
    assertTone(711, second, 0.1);
    assertEquals(2, all(callee, "inbound-rtp").size());
    assertEquals(1, all(callee, "transport").size());
    assertEquals(1, all(callee, "candidate-pair").size());
  }

  @Test
  void aProvisionalAnswerIsEnoughToBeHeard() throws Exception {
    caller.addTrack(tone(511));
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    callee.setRemoteDescription(offer).get(5, TimeUnit.SECONDS);
    SessionDescription answer = callee.createAnswer().get(5, TimeUnit.SECONDS);
    SessionDescription early = SessionDescription.pranswer(answer.sdp());
    callee.setLocalDescription(early).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(early).get(5, TimeUnit.SECONDS);
    first.await(HALF_SECOND / 2);
    SessionDescription last = callee.createAnswer().get(5, TimeUnit.SECONDS);
    callee.setLocalDescription(last).get(5, TimeUnit.SECONDS);
    caller.setRemoteDescription(last).get(5, TimeUnit.SECONDS);
    first.await(first.length() + HALF_SECOND / 2);
    assertTone(511, first, 0.1);
  }

  @Test
  void anotherConfigurationMovesTheCallOnceIceIsRestarted() throws Exception {
    caller.addTrack(tone(511));
    negotiate();
    first.await(HALF_SECOND);
    Object before = ufrag();
    PeerConfig usual = caller.getConfiguration();
    caller.setConfiguration(usual.withIceTransportPolicy(IceTransportPolicy.RELAY));
    first.await(first.length() + HALF_SECOND / 2);
    assertEquals(before, ufrag(), "nothing has happened to the path");
    SessionDescription offer = caller.offer().get(5, TimeUnit.SECONDS);
    assertTrue(!offer.sdp().contains("a=candidate"), offer.sdp());
    first.await(first.length() + HALF_SECOND / 2);
    caller.setConfiguration(usual);
    negotiate();
    first.await(first.length() + HALF_SECOND);
    assertNotEquals(before, ufrag());
    assertEquals(ConnectionState.CONNECTED, caller.connectionState());
    assertEquals(0, all(callee, "inbound-rtp").get(0).number("packetsLost"));
    assertTone(511, first, 0.1);
  }

  private Object ufrag() throws Exception {
    Object ufrag = all(caller, "transport").get(0).members().get("iceLocalUsernameFragment");
    return String.valueOf(ufrag);
  }
}
