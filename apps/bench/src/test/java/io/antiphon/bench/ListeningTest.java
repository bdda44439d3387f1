package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.opus.OpusDecoder;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.simulation.SpokenSignal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The measure itself, on speech of which is known what was done to it. */
class ListeningTest {
  private static final int PACKETS = 250;
  private static final int FRAME = 960;
  private static final int RATE_HZ = 48_000;
  private static Speech speech = Speech.SILENCE;
  private static short[] clean = {};

  @BeforeAll
  static void speak() throws Exception {
    short[] words = SpokenSignal.pcm(3, PACKETS * FRAME, RATE_HZ);
    speech = Speech.redundant(WavFile.of(AudioFormat.MONO_48K, words), PACKETS);
    clean = new short[PACKETS * FRAME];
    OpusDecoder decoder = new OpusDecoder(1);
    short[] pcm = new short[FRAME];
    for (int i = 0; i < PACKETS; i++) {
      byte[] payload = speech.payloads().get(i);
      decoder.decode(payload, 0, payload.length, pcm, 0);
      System.arraycopy(pcm, 0, clean, i * FRAME, FRAME);
    }
  }

  /** Sample 0 is spoken 20 ms before its packet is sent, which is at 0. */
  private static Verdict verdict(short[] heard, int delayMillis) throws Exception {
    long[] sent = new long[PACKETS];
    Arrays.setAll(sent, i -> i * Passage.SLOT_NANOS);
    Heard all =
        new Heard(
            heard,
            sample -> (delayMillis - 20) * 1_000_000L + sample * 1_000_000_000L / RATE_HZ,
            Counts.NONE);
    List<Listening.Frame> frames = new Listening(speech, sent).judge(all);
    assertTrue(frames.size() > PACKETS / 3, frames.size() + " frames");
    return Verdict.of(frames, 0, Long.MAX_VALUE);
  }

  @Test
  void findsTheDelayOfWhatIsWhole() throws Exception {
    for (int delay : new int[] {25, 130, 700}) {
      Verdict verdict = verdict(clean, delay);
      assertEquals(delay, verdict.medianMillis(), 0.5);
      assertEquals(delay, verdict.mostMillis(), 0.5);
      assertEquals(0, verdict.wrongPercent());
    }
  }

  @Test
  void findsItAgainAfterAJump() throws Exception {
    short[] later = new short[clean.length];
    System.arraycopy(clean, 0, later, 0, 60 * FRAME);
    System.arraycopy(clean, 60 * FRAME, later, 70 * FRAME, clean.length - 70 * FRAME);
    Verdict verdict = verdict(later, 50);
    assertEquals(250, verdict.medianMillis(), 0.5);
  }

  @Test
  void holesAreWrong() throws Exception {
    short[] holed = clean.clone();
    for (int i = 0; i < PACKETS; i += 10) {
      Arrays.fill(holed, i * FRAME, i * FRAME + FRAME, (short) 0);
    }
    assertEquals(10, verdict(holed, 50).wrongPercent(), 4);
  }
}
