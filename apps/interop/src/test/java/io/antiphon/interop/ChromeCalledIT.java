package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import io.antiphon.peer.SignalingState;
import io.antiphon.peer.StatsReport;
import io.antiphon.peer.WavRecorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chromium is called by the library: two tracks, a provisional answer, a restart, two glares. */
@Tag("chrome")
@Tag("patient")
class ChromeCalledIT {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final double MICROPHONE_HZ = 711;
  private static final int ONE_SECOND = 50;

  private static final String PAGE =
      """
      const pc = window.called = new RTCPeerConnection();
      window.gathered = () => new Promise((done) => {
        const look = () => pc.iceGatheringState === 'complete' && done(pc.localDescription.sdp);
        pc.addEventListener('icegatheringstatechange', look);
        look();
      });
      window.counts = async () => [...(await pc.getStats()).values()]
        .filter((each) => each.type === 'inbound-rtp').map((each) => each.packetsReceived);
      const voice = await navigator.mediaDevices.getUserMedia({ audio:
        { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
      await pc.setRemoteDescription({ type: 'offer', sdp: offer });
      voice.getTracks().forEach((track) => pc.addTrack(track, voice));
      const { sdp } = await pc.createAnswer();
      await pc.setLocalDescription({ type: 'pranswer', sdp });
      return gathered();""";

  private static final String SETTLE =
      """
      const { sdp } = await called.createAnswer();
      await called.setLocalDescription({ type: 'answer', sdp });
      return called.localDescription.sdp;""";

  /** An offer of its own is under way, and gives way. */
  private static final String GIVE_WAY =
      """
      called.addTransceiver('audio', { direction: 'recvonly' });
      await called.setLocalDescription();
      await called.setRemoteDescription({ type: 'offer', sdp: offer });
      await called.setLocalDescription();
      return gathered();""";

  private static final String OFFER =
      """
      await called.setLocalDescription();
      return gathered();""";

  private static final String TAKE_ANSWER =
      """
      await called.setRemoteDescription({ type: 'answer', sdp: offer });
      return called.signalingState;""";

  @TempDir Path folder;

  private static String run(Browser browser, String script, String offer) {
    return (String) browser.run("return (async (offer) => {" + script + "})(arguments[0])", offer);
  }

  private static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private static AudioSource tone(double hertz) {
    return AudioSource.tone(AudioFormat.MONO_48K, hertz, -12);
  }

  @Test
  void answersProvisionallyIsRestartedAndBothGiveWay() throws Exception {
    Path microphone = folder.resolve("microphone.wav");
    Sound.tone(MICROPHONE_HZ, 0.5, 60, 48_000).write(microphone);
    Path recording = folder.resolve("said.wav");
    WavRecorder recorder = WavRecorder.to(recording);
    try (Server server = Server.start(folder);
        Browser browser = Browser.withMicrophone(folder, microphone);
        PeerConnection peer = PeerConnection.create(PeerConfig.loopback())) {
      browser.open(server);
      peer.onTrack(
          track -> {
            if ("0".equals(track.mid())) {
              track.addRecorder(recorder);
            }
          });
      peer.addTrack(tone(433));
      peer.addTrack(tone(577));
      String early = run(browser, PAGE, done(peer.offer()).sdp());
      done(peer.setRemoteDescription(SessionDescription.pranswer(early)));
      Await.until(
          "a connection by the provisional answer",
          LONG,
          () -> peer.connectionState() == ConnectionState.CONNECTED);
      awaitHeard(browser, 2, ONE_SECOND);
      assertEquals(SignalingState.HAVE_REMOTE_PRANSWER, peer.signalingState());
      done(peer.setRemoteDescription(SessionDescription.answer(run(browser, SETTLE, ""))));
      assertEquals(SignalingState.STABLE, peer.signalingState());

      itGivesWayToARestartAndAThirdTrack(browser, peer);
      weGiveWayToItsOffer(browser, peer);
      StatsReport.Stats inbound = done(peer.getStats()).first("inbound-rtp").orElseThrow();
      assertTrue(inbound.number("packetsReceived") > 2 * ONE_SECOND, inbound.toString());
      browser.run("called.close()");
    }
    done(recorder.finished());
    Sound said = Sound.read(recording).trimmed(1, 0.1);
    assertEquals(MICROPHONE_HZ, ToneAnalysis.of(said).dominantHz(), 5);
  }

  private static void itGivesWayToARestartAndAThirdTrack(Browser browser, PeerConnection peer)
      throws Exception {
    Object before = ufrag(peer);
    peer.addTrack(tone(653));
    peer.restartIce();
    String answer = run(browser, GIVE_WAY, done(peer.offer()).sdp());
    done(peer.setRemoteDescription(SessionDescription.answer(answer)));
    assertNotEquals(before, ufrag(peer));
    awaitHeard(browser, 3, ONE_SECOND);
    assertEquals(ConnectionState.CONNECTED, peer.connectionState());
  }

  private static void weGiveWayToItsOffer(Browser browser, PeerConnection peer) throws Exception {
    String offer = run(browser, OFFER, "");
    done(peer.offer());
    assertEquals(SignalingState.HAVE_LOCAL_OFFER, peer.signalingState());
    String answer = done(peer.answer(SessionDescription.offer(offer))).sdp();
    assertEquals("stable", run(browser, TAKE_ANSWER, answer));
    assertEquals(SignalingState.STABLE, peer.signalingState());
    assertEquals(4, done(peer.transceivers()).size());
  }

  private static Object ufrag(PeerConnection peer) throws Exception {
    Object ufrag =
        done(peer.getStats())
            .first("transport")
            .orElseThrow()
            .members()
            .get("iceLocalUsernameFragment");
    return String.valueOf(ufrag);
  }

  /** That many streams have brought so many packets each. */
  private static void awaitHeard(Browser browser, int streams, int packets) throws Exception {
    Await.until(
        streams + " streams of " + packets + " packets",
        LONG,
        () -> (java.util.List<?>) browser.run("return counts()"),
        counts ->
            counts.stream().filter(each -> ((Number) each).intValue() >= packets).count()
                == streams);
  }
}
