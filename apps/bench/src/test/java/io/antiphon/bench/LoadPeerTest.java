package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.LevelMeter;
import io.antiphon.codec.wav.WavWriter;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadPeerTest {
  private static final AudioSource TONE = AudioSource.tone(AudioFormat.MONO_48K, 433, -12);

  @TempDir Path folder;

  @Test
  void isUnderstoodAndHearsAndSaysGoodbye() throws Exception {
    CountDownLatch loud = new CountDownLatch(25);
    try (LoadGenerator load = new LoadGenerator(tone());
        PeerConnection peer = PeerConnection.create(PeerConfig.loopback())) {
      peer.addTrack(TONE);
      peer.onTrack(
          track ->
              track.addSink(
                  frame -> {
                    int length = frame.samplesPerChannel() * frame.format().channels();
                    if (LevelMeter.levelDbov(frame.samples(), 0, length) < 20) {
                      loud.countDown();
                    }
                  }));
      LoadPeer caller = load.newPeer();
      SessionDescription offer = SessionDescription.offer(load.ask(caller::offer));
      String answer = peer.answer(offer).get(10, TimeUnit.SECONDS).sdp();
      load.execute(() -> caller.takeAnswer(answer));
      long connectedNanos = caller.connected().get(20, TimeUnit.SECONDS);
      long heardNanos = caller.firstPacket().get(20, TimeUnit.SECONDS);
      assertTrue(heardNanos - connectedNanos > 0, "heard before the keys were there");
      assertTrue(loud.await(20, TimeUnit.SECONDS), loud + " frames were never loud");
      assertTrue(awaitPackets(load, 10), load.packetsReceived() + " packets");
      load.hangUp();
      peer.closed().get(5, TimeUnit.SECONDS);
      load.clear();
    }
  }

  private static boolean awaitPackets(LoadGenerator load, int least) throws Exception {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (load.packetsReceived() < least && System.nanoTime() - endNanos < 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return load.packetsReceived() >= least;
  }

  private Path tone() throws Exception {
    Path file = folder.resolve("tone.wav");
    short[] second = new short[48_000];
    TONE.read(second, 0, second.length);
    try (WavWriter wav = new WavWriter(file, AudioFormat.MONO_48K)) {
      wav.write(second, 0, second.length);
    }
    return file;
  }
}
