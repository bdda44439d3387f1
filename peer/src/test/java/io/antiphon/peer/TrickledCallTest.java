package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Candidates that come apart from the descriptions (RFC 8838), over the loopback. */
@Timeout(60)
class TrickledCallTest {
  private static final IceCandidate END = new IceCandidate("", "0", 0);

  private final Heard heard = new Heard();
  private Endpoint here;
  private Endpoint there;
  private PeerConnection caller;
  private PeerConnection callee;

  @BeforeEach
  void open() throws Exception {
    here = Endpoint.open(EndpointConfig.loopback());
    there = Endpoint.open(EndpointConfig.loopback());
    caller = PeerConnection.create(PeerConfig.on(here));
    callee = PeerConnection.create(PeerConfig.on(there));
    caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    callee.onTrack(track -> track.addRecorder(heard));
  }

  @AfterEach
  void close() {
    caller.close();
    callee.close();
    here.close();
    there.close();
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private static String bare(SessionDescription description) {
    return description.sdp().replaceAll("a=(candidate:|end-of-candidates)[^\r]*\r\n", "");
  }

  private static List<IceCandidate> candidates(SessionDescription description) {
    return description
        .sdp()
        .lines()
        .filter(line -> line.startsWith("a=candidate:"))
        .map(line -> new IceCandidate(line.substring(2), "0", 0))
        .toList();
  }

  /** Exchanges descriptions without a candidate; what both would have told of theirs. */
  private List<List<IceCandidate>> negotiate() throws Exception {
    SessionDescription offer = await(caller.offer());
    SessionDescription answer = await(callee.answer(SessionDescription.offer(bare(offer))));
    await(caller.setRemoteDescription(SessionDescription.answer(bare(answer))));
    assertTrue(!candidates(offer).isEmpty() && !candidates(answer).isEmpty());
    return List.of(candidates(offer), candidates(answer));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneSidesCandidatesSufficeAndMayComeAfterTheirEnd(boolean callersOwn) throws Exception {
    List<List<IceCandidate>> candidates = negotiate();
    PeerConnection told = callersOwn ? callee : caller;
    await(told.addIceCandidate(END));
    assertEquals(0, heard.length(), "without a candidate nobody is found");
    for (IceCandidate each : candidates.get(callersOwn ? 0 : 1)) {
      await(told.addIceCandidate(each));
    }
    await(told.addIceCandidate(END));
    heard.await(24_000);
  }

  @Test
  void whatIsMalformedIsRefusedWithTheReasonAndTheRestIsTaken() throws Exception {
    List<List<IceCandidate>> candidates = negotiate();
    for (String line :
        List.of("candidate:1 1 udp", "hello", "candidate:1 1 udp 1 1.2.3.4 x typ host")) {
      var e =
          assertThrows(
              ExecutionException.class,
              () -> await(callee.addIceCandidate(new IceCandidate(line, "0", 0))));
      assertInstanceOf(NegotiationException.class, e.getCause());
      assertTrue(e.getCause().getMessage().startsWith("The candidate is malformed: "));
    }
    await(
        callee.addIceCandidate(new IceCandidate("candidate:1 1 udp 9 x.local 9 typ host", "0", 0)));
    await(
        callee.addIceCandidate(
            new IceCandidate("candidate:1 1 tcp 9 1.2.3.4 9 typ host tcptype active", "0", 0)));
    for (IceCandidate each : candidates.get(0)) {
      await(callee.addIceCandidate(each));
    }
    heard.await(24_000);
  }

  @Test
  void aCandidateBeforeTheDescriptionIsRefused() {
    var e = assertThrows(ExecutionException.class, () -> await(callee.addIceCandidate(END)));
    assertInstanceOf(IllegalStateException.class, e.getCause());
  }
}
