package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import io.antiphon.peer.WavRecorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Firefox, through its own microphone and loudspeaker, calls and is called. */
class FirefoxIT {
  private static final double MICROPHONE_HZ = 711;
  private static final double OUR_HZ = 433;
  private static final double SECONDS = 4;
  private static final int PACKETS = 150;
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ANSWER =
      """
      (async (offer) => {
        const pc = window.called = new RTCPeerConnection();
        const voice = await navigator.mediaDevices.getUserMedia({ audio:
          { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
        pc.ontrack = ({ track }) => {
          const loudspeaker = window.loudspeaker = new Audio();
          loudspeaker.srcObject = new MediaStream([track]);
          loudspeaker.play();
        };
        await pc.setRemoteDescription({ type: 'offer', sdp: offer });
        voice.getTracks().forEach((track) => pc.addTrack(track, voice));
        const gathered = new Promise((done) => {
          pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && done();
        });
        await pc.setLocalDescription(await pc.createAnswer());
        await gathered;
        return pc.localDescription.sdp;
      })""";

  private static final String COUNT =
      """
      (async () => {
        const all = [...(await %s.getStats()).values()];
        return all.find((each) => each.type === '%s' && each.kind === 'audio')?.%s ?? 0;
      })()""";

  @TempDir Path folder;

  /** Ours answers, and is then the client of DTLS; later ours offers, and is its server. */
  @Test
  void callsAndIsCalled() throws Exception {
    Path microphone = folder.resolve("microphone.wav");
    Sound.tone(MICROPHONE_HZ, 0.5, 120, 48_000).write(microphone);
    try (PulseAudio sound = PulseAudio.start(folder);
        Program speaking = sound.speak(microphone);
        Firefox firefox = Firefox.start(folder, sound)) {
      calls(sound, firefox);
      assertTrue(speaking.isAlive());
    }
  }

  private void calls(PulseAudio sound, Firefox firefox) throws Exception {
    Path sample = folder.resolve("sample.wav");
    Sound.tone(OUR_HZ, 0.5, 5, 48_000).write(sample);
    try (Server server = Server.start(folder, "--sample", sample.toString())) {
      firefox.open(server.url() + "/?processing=off&autoconnect");
      firefox.await("window.antiphon?.state === 'connected'");
      assertHears(sound);
      awaitPackets(firefox, "window.antiphon.pc");
      String role = firefox.evaluate("window.antiphon.pc.remoteDescription.sdp").asText();
      assertTrue(role.contains("a=setup:active"), role);
      String id = firefox.evaluate("window.antiphon.id").asText();
      firefox.evaluate("document.getElementById('disconnect').click()");
      server.awaitPeers(0, Duration.ofSeconds(5));
      assertTone(MICROPHONE_HZ, server.recordingOf(id).trimmed(1, 0.1));
      assertEquals(0, server.get("/peers").path("peers").size());
      isCalled(sound, firefox);
    }
  }

  /** From the page of the server, since a browser gives its microphone to few others. */
  private void isCalled(PulseAudio sound, Firefox firefox) throws Exception {
    WavRecorder recorder = WavRecorder.to(folder.resolve("called.wav"));
    try (PeerConnection peer = PeerConnection.create(PeerConfig.loopback())) {
      peer.onTrack(track -> track.addRecorder(recorder));
      peer.addTrack(AudioSource.tone(AudioFormat.MONO_48K, OUR_HZ, -6));
      String offer = peer.offer().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).sdp();
      String answer =
          firefox.evaluate(ANSWER + "(" + JSON.writeValueAsString(offer) + ")").asText();
      assertTrue(answer.contains("a=setup:active"), answer);
      peer.setRemoteDescription(SessionDescription.answer(answer))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Await.until(
          "Firefox to be connected",
          PATIENCE,
          () -> peer.connectionState() == ConnectionState.CONNECTED);
      assertHears(sound);
      awaitPackets(firefox, "window.called");
      firefox.evaluate("window.called.close()");
    }
    recorder.finished().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertTone(MICROPHONE_HZ, Sound.read(folder.resolve("called.wav")).trimmed(1, 0.1));
  }

  private static void awaitPackets(Firefox firefox, String connection) throws Exception {
    firefox.await(
        COUNT.formatted(connection, "inbound-rtp", "packetsReceived")
            + ".then(n => n >= "
            + PACKETS
            + ")");
    firefox.await(
        COUNT.formatted(connection, "outbound-rtp", "packetsSent")
            + ".then(n => n >= "
            + PACKETS
            + ")");
  }

  private static void assertHears(PulseAudio sound) throws Exception {
    try (PulseAudio.Listener loudspeaker = sound.listen()) {
      Await.until(
          "the loudspeaker to be heard",
          PATIENCE,
          loudspeaker::secondsHeard,
          heard -> heard >= SECONDS + 1);
      assertTone(OUR_HZ, loudspeaker.stop().trimmed(1, 0));
    }
  }

  private static void assertTone(double hz, Sound heard) {
    ToneAnalysis analysis = ToneAnalysis.of(heard);
    assertEquals(hz, analysis.dominantHz(), 1);
    double share = analysis.share(hz, 20);
    assertTrue(share > 0.8, "a share of %.3f, %s".formatted(share, analysis.dropouts(10)));
  }
}
