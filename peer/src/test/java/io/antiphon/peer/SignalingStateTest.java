package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.IceTransportPolicy;
import io.antiphon.sdp.Direction;
import io.antiphon.sdp.MediaDescription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What W3C WebRTC §4 and §5 say of descriptions, transceivers and their events, step by step. */
@Timeout(60)
class SignalingStateTest {
  private final List<SignalingState> statesHere = new CopyOnWriteArrayList<>();
  private final List<SignalingState> statesThere = new CopyOnWriteArrayList<>();
  private final AtomicInteger needed = new AtomicInteger();
  private Endpoint endpoint;
  private Endpoint other;
  private PeerConnection here;
  private PeerConnection there;

  @BeforeEach
  void open() throws Exception {
    endpoint = Endpoint.open(EndpointConfig.loopback());
    other = Endpoint.open(EndpointConfig.loopback());
    here = PeerConnection.create(PeerConfig.on(endpoint));
    there = PeerConnection.create(PeerConfig.on(other));
    here.onSignalingStateChange(statesHere::add);
    there.onSignalingStateChange(statesThere::add);
    here.onNegotiationNeeded(needed::incrementAndGet);
  }

  @AfterEach
  void close() {
    endpoint.close();
    other.close();
  }

  private static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  /** What was asked for before has been done, and told. */
  private static void settled(PeerConnection peer) throws Exception {
    done(peer.getStats());
    done(peer.getStats());
  }

  private void negotiate() throws Exception {
    done(here.setRemoteDescription(done(there.answer(done(here.offer())))));
    settled(here);
  }

  private static Throwable refusal(CompletableFuture<?> future) {
    return assertThrows(ExecutionException.class, () -> done(future)).getCause();
  }

  private static AudioSource silence() {
    return AudioSource.silence(AudioFormat.MONO_48K);
  }

  private static List<MediaDescription> sections(SessionDescription description) throws Exception {
    return io.antiphon.sdp.SessionDescription.parse(description.sdp()).media();
  }

  private static SessionDescription provisional(SessionDescription answer) {
    return SessionDescription.pranswer(answer.sdp());
  }

  // ---- Provisional answers

  @Test
  void aProvisionalAnswerHoldsUntilTheLastOneOnBothSides() throws Exception {
    here.addTrack(silence());
    SessionDescription offer = done(here.offer());
    done(there.setRemoteDescription(offer));
    SessionDescription first = provisional(done(there.createAnswer()));
    done(there.setLocalDescription(first));
    assertEquals(SignalingState.HAVE_LOCAL_PRANSWER, there.signalingState());
    assertEquals(first, there.pendingLocalDescription());
    assertEquals(first, there.localDescription());
    assertNull(there.currentLocalDescription());
    done(here.setRemoteDescription(first));
    assertEquals(SignalingState.HAVE_REMOTE_PRANSWER, here.signalingState());
    assertEquals(first, here.pendingRemoteDescription());
    assertNull(here.currentRemoteDescription());
    assertEquals(offer, here.pendingLocalDescription());

    there.addTrack(silence());
    SessionDescription last = done(there.createAnswer());
    done(there.setLocalDescription(last));
    done(here.setRemoteDescription(last));
    for (PeerConnection peer : List.of(here, there)) {
      assertEquals(SignalingState.STABLE, peer.signalingState());
      assertNull(peer.pendingLocalDescription());
      assertNull(peer.pendingRemoteDescription());
    }
    assertEquals(last, here.currentRemoteDescription());
    assertEquals(last, there.currentLocalDescription());
    assertEquals(Direction.SENDRECV, sections(last).get(0).direction());
    settled(here);
    assertEquals(
        List.of(
            SignalingState.HAVE_LOCAL_OFFER,
            SignalingState.HAVE_REMOTE_PRANSWER,
            SignalingState.STABLE),
        statesHere);
    assertEquals(
        List.of(
            SignalingState.HAVE_REMOTE_OFFER,
            SignalingState.HAVE_LOCAL_PRANSWER,
            SignalingState.STABLE),
        statesThere);
  }

  @Test
  void aProvisionalAnswerIsNotTakenBackAndComesOnlyAfterAnOffer() throws Exception {
    here.addTrack(silence());
    SessionDescription offer = done(here.offer());
    done(there.setRemoteDescription(offer));
    SessionDescription answer = provisional(done(there.createAnswer()));
    assertInstanceOf(
        IllegalStateException.class, refusal(there.setRemoteDescription(answer)), "from us");
    done(there.setLocalDescription(answer));
    done(here.setRemoteDescription(answer));
    SessionDescription rollback = SessionDescription.rollback();
    assertInstanceOf(IllegalStateException.class, refusal(there.setLocalDescription(rollback)));
    assertInstanceOf(IllegalStateException.class, refusal(here.setLocalDescription(rollback)));
    assertInstanceOf(IllegalStateException.class, refusal(here.createOffer()));
    assertEquals(SignalingState.HAVE_REMOTE_PRANSWER, here.signalingState());
    assertEquals(SignalingState.HAVE_LOCAL_PRANSWER, there.signalingState());
  }

  // ---- Tracks and transceivers

  @Test
  void aTrackTakesATransceiverThatHasNeverSent() throws Exception {
    Transceiver listening = here.addTransceiver(Direction.RECVONLY);
    settled(here);
    assertSame(listening, here.addTrack(silence()));
    assertEquals(Direction.SENDRECV, listening.direction());
    Transceiver second = here.addTrack(silence());
    assertNotSame(listening, second);
    negotiate();
    here.removeTrack(listening);
    assertNotSame(listening, here.addTrack(silence()), "it has sent, under its name");
    assertEquals(3, done(here.transceivers()).size());
    Transceiver offered = done(there.transceivers()).get(0);
    assertSame(offered, there.addTrack(silence()), "a section that they offered is as good");
    assertEquals(Direction.SENDRECV, offered.direction());
  }

  @Test
  void aTrackThatIsRemovedIsNegotiatedAway() throws Exception {
    Transceiver sending = here.addTrack(silence());
    there.addTrack(silence());
    negotiate();
    assertEquals(Direction.SENDRECV, sending.currentDirection());
    int before = needed.get();
    here.removeTrack(sending);
    assertNull(sending.source());
    assertEquals(Direction.RECVONLY, sending.direction());
    settled(here);
    assertEquals(before + 1, needed.get());
    negotiate();
    assertEquals(Direction.RECVONLY, sending.currentDirection());
    assertEquals(Direction.SENDONLY, done(there.transceivers()).get(0).currentDirection());
    assertFalse(sending.isStopped());
  }

  @Test
  void codecsAreOfferedAndAnsweredAsPreferred() throws Exception {
    Transceiver sending = here.addTrack(silence());
    sending.setCodecPreferences(List.of("audio/PCMU", "audio/opus"));
    SessionDescription offer = done(here.offer());
    MediaDescription offered = sections(offer).get(0);
    assertEquals(0, offered.payloadTypes().get(0));
    assertNull(offered.rtpMap(8), "what is not among the preferences is not offered");
    Transceiver answering = there.addTransceiver(Direction.RECVONLY);
    answering.setCodecPreferences(List.of("audio/opus"));
    SessionDescription answer = done(there.answer(offer));
    assertEquals("opus", sections(answer).get(0).rtpMaps().get(0).encoding());
    assertNull(sections(answer).get(0).rtpMap(0));
    done(here.setRemoteDescription(answer));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> sending.setCodecPreferences(List.of("audio/iLBC")));
    assertTrue(String.valueOf(e.getMessage()).contains("iLBC"), e.getMessage());
    sending.setCodecPreferences(List.of());
    assertEquals(111, sections(done(here.createOffer())).get(0).payloadTypes().get(0));
  }

  @Test
  void severalTracksShareOneTransport() throws Exception {
    for (int i = 0; i < 3; i++) {
      here.addTrack(silence());
    }
    SessionDescription offer = done(here.offer());
    assertTrue(offer.sdp().contains("a=group:BUNDLE 0 1 2\r\n"), offer.sdp());
    SessionDescription answer = done(there.answer(offer));
    assertTrue(answer.sdp().contains("a=group:BUNDLE 0 1 2\r\n"), answer.sdp());
    List<MediaDescription> sections = sections(offer);
    assertEquals(1, sections.stream().map(MediaDescription::iceUfrag).distinct().count());
    assertEquals(3, sections.stream().flatMap(each -> each.ssrcs().stream()).distinct().count());
    assertEquals(List.of("0", "1", "2"), sections.stream().map(MediaDescription::mid).toList());
  }

  // ---- When a negotiation is called for

  @Test
  void aNegotiationIsCalledForOnceWhateverIsWanted() throws Exception {
    Transceiver sending = here.addTrack(silence());
    there.addTrack(silence());
    settled(here);
    here.addTransceiver(Direction.RECVONLY);
    settled(here);
    assertEquals(1, needed.get(), "once, until it is negotiated");
    negotiate();
    assertEquals(1, needed.get());
    sending.replaceSource(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    sending.setDirection(Direction.SENDRECV);
    settled(here);
    assertEquals(1, needed.get(), "nothing has changed");
    SessionDescription offer = done(here.offer());
    sending.setDirection(Direction.SENDONLY);
    settled(here);
    assertEquals(1, needed.get(), "not in the middle of an exchange");
    done(here.setRemoteDescription(done(there.answer(offer))));
    settled(here);
    assertEquals(2, needed.get(), "but after it");
    negotiate();
    here.restartIce();
    settled(here);
    assertEquals(3, needed.get());
    negotiate();
    sending.stop();
    settled(here);
    assertEquals(4, needed.get());
    negotiate();
    assertTrue(sending.isStopped());
    assertEquals(4, needed.get());
  }

  @Test
  void whatIsWantedDuringTheExchangeIsCalledForAfterItThoughMoreWasWantedBefore() throws Exception {
    Transceiver sending = here.addTrack(silence());
    settled(here);
    assertEquals(1, needed.get());
    SessionDescription offer = done(here.offer());
    sending.setDirection(Direction.INACTIVE);
    done(here.setRemoteDescription(done(there.answer(offer))));
    settled(here);
    assertEquals(2, needed.get());
  }

  @Test
  void whoTakesItsFirstOfferBackIsControlledAgain() throws Exception {
    here.addTrack(silence());
    done(here.offer());
    assertEquals("controlling", iceRole(here));
    done(here.setLocalDescription(SessionDescription.rollback()));
    assertEquals("controlled", iceRole(here));
  }

  private static Object iceRole(PeerConnection peer) throws Exception {
    return done(peer.getStats()).first("transport").orElseThrow().members().get("iceRole");
  }

  // ---- Configuration

  @Test
  void whatMayNotChangeIsRefusedAndChangesNothing() throws Exception {
    PeerConfig before = here.getConfiguration();
    for (PeerConfig refused :
        List.of(
            PeerConfig.on(other),
            PeerConfig.loopback(),
            before.withLabel("another"),
            before.withAudio(AudioConfig.defaults().toBuilder().channels(2).build()))) {
      assertThrows(IllegalArgumentException.class, () -> here.setConfiguration(refused));
    }
    assertSame(before, here.getConfiguration());
    PeerConfig after = before.withMaxCallTime(Duration.ofHours(1));
    here.setConfiguration(after);
    assertSame(after, here.getConfiguration());
    here.close();
    done(here.closed());
    assertThrows(IllegalStateException.class, () -> here.setConfiguration(after));
  }

  @Test
  void beforeTheFirstOfferTheConfigurationCountsWithoutARestart() throws Exception {
    here.addTrack(silence());
    here.setConfiguration(here.getConfiguration().withIceTransportPolicy(IceTransportPolicy.RELAY));
    assertFalse(done(here.offer()).sdp().contains("a=candidate"));
  }

  @Test
  void anotherPolicyRestartsIceWithTheNextOffer() throws Exception {
    here.addTrack(silence());
    SessionDescription first = done(here.createOffer());
    assertTrue(first.sdp().contains(" typ host"), first.sdp());
    assertEquals(ufrag(first), ufrag(done(here.createOffer())));
    PeerConfig all = here.getConfiguration();
    here.setConfiguration(all.withIceTransportPolicy(IceTransportPolicy.RELAY));
    settled(here);
    assertEquals(1, needed.get(), "by the track: a negotiation is not called for by this");
    SessionDescription relayed = done(here.createOffer());
    assertNotEquals(ufrag(first), ufrag(relayed));
    assertFalse(relayed.sdp().contains("a=candidate"), relayed.sdp());
    assertEquals(ufrag(relayed), ufrag(done(here.createOffer())), "once");
    here.setConfiguration(all);
    SessionDescription again = done(here.createOffer());
    assertTrue(again.sdp().contains(" typ host"), again.sdp());
    here.setConfiguration(all.withIceServers(List.of(IceServer.stun("stun:127.0.0.1:9"))));
    here.setConfiguration(all);
    assertEquals(ufrag(again), ufrag(done(here.createOffer())), "as it was");
  }

  private static String ufrag(SessionDescription description) throws Exception {
    return String.valueOf(sections(description).get(0).iceUfrag());
  }
}
