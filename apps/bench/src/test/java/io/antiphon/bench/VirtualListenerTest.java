package io.antiphon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.wav.WavFile;
import io.antiphon.simulation.NetworkProfile;
import io.antiphon.simulation.SpokenSignal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * Real speech through bad networks in virtual time: how late it is heard, and how much is wrong.
 */
class VirtualListenerTest {
  private static final int PACKETS = 500;
  private static final long LEARNT_NANOS = 3_000_000_000L;
  private static final int LEAST_WAY_MILLIS = 20;

  @ParameterizedTest
  @CsvSource({
    "clean, 40, 40, 0",
    "'gamma jitter, mean 30 ms, out of order', 150, 175, 2",
    "5 % random loss, 62, 75, 2",
    "20 % random loss, 60, 75, 2",
  })
  void isHeardSoonAndRight(String name, int median, int most, double wrongPercent)
      throws Exception {
    short[] words = SpokenSignal.pcm(5, PACKETS * 960, 48_000);
    Speech speech = Speech.redundant(WavFile.of(AudioFormat.MONO_48K, words), PACKETS);
    Passage passage = Passage.through(NetworkProfile.named(name), 77, PACKETS);
    Heard heard = new VirtualListener().listen(speech, passage, LEARNT_NANOS);
    List<Listening.Frame> frames = new Listening(speech, passage.sentNanos()).judge(heard);
    Verdict verdict = Verdict.of(frames, LEARNT_NANOS, Long.MAX_VALUE);
    assertTrue(verdict.medianMillis() - LEAST_WAY_MILLIS <= median, verdict::toString);
    assertTrue(verdict.mostMillis() - LEAST_WAY_MILLIS <= most, verdict::toString);
    assertTrue(verdict.wrongPercent() <= wrongPercent, verdict::toString);
    // What is heard and what the buffer says of itself agree: 20 ms are the packet's own.
    if (name.equals("clean")) {
      double said = heard.counts().delayMillis() + 2 * LEAST_WAY_MILLIS;
      assertEquals(said, verdict.medianMillis(), 3);
    }
  }

  @Test
  void namesThatAreNoneAreRefused() {
    int code = new CommandLine(new JitterBench()).execute("--table-only", "--profiles", "calm");
    assertEquals(2, code);
  }
}
