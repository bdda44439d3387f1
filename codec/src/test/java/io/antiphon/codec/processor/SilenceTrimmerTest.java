package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilenceTrimmerTest {
  private final SilenceTrimmer trimmer = new SilenceTrimmer(Signals.MONO, -50, 500);

  @Test
  void aLongSilenceIsShortenedToTheKeptLength() {
    short[] tone = Signals.tone(Signals.MONO, 433, -20, 1);
    short[] out = hear(Signals.join(tone, Signals.noise(-70, 5, 1), tone));
    assertEquals(2.5, out.length / 48_000.0, 0.011);
    assertEquals(4.5, trimmer.readings().get("droppedSeconds"), 0.011);
    assertEquals(-20, Signals.dbfs(out, 0, 1), 0.01);
    assertEquals(-70, Signals.dbfs(out, 1, 1.5), 1);
    assertEquals(-20, Signals.dbfs(out, 1.5, 2.5), 0.1);
  }

  @ParameterizedTest
  @CsvSource({"-52, 4.5", "-48, 0"})
  void silentIsWhatIsBelowTheThreshold(double dbfs, double dropped) {
    short[] tone = Signals.tone(Signals.MONO, 433, -20, 1);
    hear(Signals.join(tone, Signals.tone(Signals.MONO, 711, dbfs, 5), tone));
    assertEquals(dropped, trimmer.readings().get("droppedSeconds"), 0.011);
  }

  @Test
  void whatIsShorterIsLeftAloneBitForBit() {
    short[] tone = Signals.tone(Signals.MONO, 433, -20, 1);
    short[] in = Signals.join(tone, Signals.noise(-70, 0.49, 1), tone);
    assertArrayEquals(in, hear(in));
  }

  @Test
  void theLast100MillisecondsBeforeASoundAreKept() {
    short[] silence = Signals.silence(Signals.MONO, 3);
    Arrays.fill(silence, silence.length - 4_700, silence.length, (short) 7); // a soft beginning
    short[] out = hear(Signals.join(silence, Signals.tone(Signals.MONO, 433, -20, 0.1)));
    int sevens = 0;
    for (short sample : out) {
      sevens += sample == 7 ? 1 : 0;
    }
    assertTrue(sevens >= 4_690, sevens + " of 4700");
  }

  @Test
  void theSpliceDoesNotClick() {
    short[] silence = Signals.silence(Signals.MONO, 3);
    Arrays.fill(silence, 0, silence.length / 2, (short) 100);
    Arrays.fill(silence, silence.length / 2, silence.length, (short) -100);
    short[] out = hear(Signals.join(silence, Signals.tone(Signals.MONO, 433, -20, 0.1)));
    int splice = 400 * 48;
    assertEquals(100, out[splice - 1]);
    assertEquals(-100, out[splice + 480]);
    for (int i = splice - 10; i < splice + 490; i++) {
      assertTrue(Math.abs(out[i] - out[i - 1]) <= 2, "a step at " + i);
    }
  }

  @Test
  void stereoStaysInStepAndFrameSizesHardlyMatter() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    AudioFormat stereo = AudioFormat.STEREO_48K;
    short[] tone = Signals.tone(stereo, 433, -20, 0.5);
    short[] in = Signals.join(tone, Signals.silence(stereo, 2), tone, Signals.silence(stereo, 2));
    for (int i = 1; i < in.length; i += 2) {
      in[i] = (short) -in[i];
    }
    SilenceTrimmer wide = new SilenceTrimmer(stereo, -50, 500);
    short[] out = Signals.through(wide, stereo, in, () -> 1 + random.nextInt(1_500));
    // At the end only the first part of the silence is kept.
    assertEquals(0.5 + 0.5 + 0.5 + 0.4, out.length / 96_000.0, 0.031, "seed " + seed);
    for (int i = 0; i < out.length; i += 2) {
      assertEquals(-out[i], out[i + 1], 1, "seed " + seed);
    }
  }

  private short[] hear(short[] pcm) {
    return Signals.through(trimmer, Signals.MONO, pcm);
  }
}
