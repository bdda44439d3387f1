package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Two sides of a call on one machine: one calls and hums, one answers, plays a file, records. */
final class RecordACaller {
  private RecordACaller() {}

  /** Plays the first file to the caller, and records three seconds of it into the second. */
  public static void main(String[] arguments) throws Exception {
    Path sample = Path.of(arguments.length > 0 ? arguments[0] : "../static/sample.wav");
    Path recording = Path.of(arguments.length > 1 ? arguments[1] : "caller.wav");
    PeerConnection caller = PeerConnection.create(PeerConfig.loopback());
    CountDownLatch heard = new CountDownLatch(150); // frames of 20 ms
    caller.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    caller.onTrack(track -> track.addSink(frame -> heard.countDown()));

    WavRecorder recorder = WavRecorder.to(recording);
    try (PeerConnection peer = PeerConnection.create(PeerConfig.loopback())) {
      peer.onTrack(track -> track.addRecorder(recorder));
      peer.addTrack(AudioSource.loop(WavFile.read(sample)));

      SessionDescription offer = caller.offer().join(); // → your signalling → the other side
      SessionDescription answer = peer.answer(offer).join(); // → and back
      caller.setRemoteDescription(answer).join();
      heard.await();
    }
    caller.close();
    System.out.println("recorded " + recorder.finished().join());
  }
}
