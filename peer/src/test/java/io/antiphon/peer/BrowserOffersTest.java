package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.sdp.ExtMap;
import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.sdp.Setup;
import io.antiphon.testvectors.Vectors;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The whole stack answers every offer that a browser makes, by the rules of RFC 8829 §5.3.1. */
class BrowserOffersTest {
  static final List<String> ALL = Vectors.text("sdp/offers.txt").lines().toList();

  private static Endpoint endpoint;

  @BeforeAll
  static void open() throws Exception {
    endpoint = Endpoint.open(EndpointConfig.loopback());
  }

  @AfterAll
  static void close() {
    endpoint.close();
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void isAnsweredSectionBySection(String name) throws Exception {
    String text =
        Vectors.text("sdp/" + name + ".sdp")
            .lines()
            .collect(Collectors.joining("\r\n", "", "\r\n"));
    SessionDescription offer = SessionDescription.parse(text);
    try (PeerConnection peer = PeerConnection.create(PeerConfig.on(endpoint))) {
      peer.addTrack(AudioSource.silence(AudioFormat.MONO_48K));
      String answered =
          peer.answer(io.antiphon.peer.SessionDescription.offer(text))
              .get(20, TimeUnit.SECONDS)
              .sdp();
      SessionDescription answer = SessionDescription.parse(answered);
      assertEquals(answered, answer.toString(), "parsed and written again");
      assertAnswers(offer, answer);
      assertEquals(SignalingState.STABLE, peer.signalingState());
    }
  }

  private static void assertAnswers(SessionDescription offer, SessionDescription answer) {
    assertEquals(offer.media().size(), answer.media().size());
    for (int i = 0; i < offer.media().size(); i++) {
      MediaDescription proposed = offer.media().get(i);
      MediaDescription agreed = answer.media().get(i);
      assertEquals(proposed.kind(), agreed.kind());
      assertEquals(proposed.mid(), agreed.mid());
      assertEquals(proposed.protocol(), agreed.protocol());
      assertTrue(proposed.formats().containsAll(agreed.formats()), agreed.toString());
      boolean ours = proposed.kind().equals("audio") && !proposed.isRejected();
      assertEquals(!ours, agreed.isRejected(), proposed.kind() + " " + proposed.mid());
      assertEquals(ours, answer.bundle().contains(String.valueOf(proposed.mid())));
      if (ours) {
        assertAgrees(proposed, agreed);
      } else {
        assertEquals(0, agreed.port());
      }
    }
    assertTrue(offer.bundle().containsAll(answer.bundle()), answer.bundle().toString());
  }

  private static void assertAgrees(MediaDescription proposed, MediaDescription agreed) {
    assertNotEquals(0, agreed.port());
    assertTrue(agreed.rtcpMux());
    assertNotNull(agreed.iceUfrag());
    assertNotNull(agreed.icePwd());
    assertFalse(agreed.fingerprints().isEmpty());
    assertEquals(Setup.ACTIVE, agreed.setup());
    assertFalse(agreed.candidates().isEmpty());
    assertEquals("opus", agreed.rtpMaps().get(0).encoding());
    assertFalse(agreed.bundleOnly(), "is for offers (RFC 9143 §6)");
    assertTrue(!agreed.direction().sends() || proposed.direction().receives());
    assertTrue(!agreed.direction().receives() || proposed.direction().sends());
    for (ExtMap each : agreed.extMaps()) {
      assertTrue(
          proposed.extMaps().stream()
              .anyMatch(theirs -> theirs.id() == each.id() && theirs.uri().equals(each.uri())),
          each.toString());
    }
    agreed.rtpMaps().forEach(each -> assertEquals(proposed.rtpMap(each.payloadType()), each));
  }
}
