package example;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import io.antiphon.peer.WavRecorder;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Two sides of a call on one machine: one calls and hums, one answers, plays a tone, records. */
public final class RecordACaller {
  private RecordACaller() {}

  /** Records three seconds of the caller into the file that is named. */
  public static void main(String[] arguments) throws Exception {
    Path recording = Path.of(arguments.length > 0 ? arguments[0] : "caller.wav");
    PeerConnection caller = PeerConnection.create(PeerConfig.loopback());
    CountDownLatch heard = new CountDownLatch(150); // frames of 20 ms
    caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    caller.onTrack(track -> track.addSink(frame -> heard.countDown()));

    WavRecorder recorder = WavRecorder.to(recording);
    try (PeerConnection peer = PeerConnection.create(PeerConfig.loopback())) {
      peer.onTrack(track -> track.addRecorder(recorder));
      peer.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 433, -12));

      SessionDescription offer = caller.offer().join(); // → your signalling → the other side
      SessionDescription answer = peer.answer(offer).join(); // → and back
      caller.setRemoteDescription(answer).join();
      heard.await();
    }
    caller.close();
    System.out.println("recorded " + recorder.finished().join());
  }
}
