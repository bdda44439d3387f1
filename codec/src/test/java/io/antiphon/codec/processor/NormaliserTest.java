package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormaliserTest {
  private final Normaliser normaliser = new Normaliser(Signals.MONO, -20, 24, -55);

  @ParameterizedTest
  @CsvSource({"-40, -20", "-10, -20", "-30, -12", "-20, -60", "-25, -25"})
  void aToneIsAtTheTargetWithin1DbAfterASecond(double dbfs, double target) {
    Normaliser any = new Normaliser(Signals.MONO, target, 24, -55);
    short[] out = Signals.through(any, Signals.MONO, Signals.tone(Signals.MONO, 433, dbfs, 5));
    assertEquals(target, Signals.dbfs(out, 1, 1.2), 1);
    assertEquals(target, Signals.dbfs(out, 4, 5), 0.2);
  }

  @Test
  void speechIsAtTheTargetWithin1DbAndDoesNotPump() {
    short[] speech = Signals.speech(Signals.MONO, -38, 30, 1);
    short[] noisy = Signals.sum(speech, Signals.noise(-62, 30, 2));
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    short[] out = new short[noisy.length];
    for (int at = 0; at < noisy.length; at += 960) {
      AudioFrame frame = AudioFrame.of(Signals.MONO, Arrays.copyOfRange(noisy, at, at + 960));
      normaliser.process(frame);
      System.arraycopy(frame.samples(), 0, out, at, 960);
      if (at > 5 * 48_000) {
        double gain = normaliser.readings().get("gainDb");
        least = Math.min(least, gain);
        most = Math.max(most, gain);
      }
    }
    assertTrue(most - least < 2, "the gain goes from " + least + " to " + most + " dB");
    // Nine of twelve syllables sound, for 0.2 of 0.25 s: 2.2 dB less over all than while it sounds.
    double sounding = 10 * Math.log10(0.6);
    assertEquals(-20 + sounding, Signals.dbfs(out, 9, 30), 1);
  }

  @Test
  void pausesAndSilenceLeaveTheGainWhereItIs() {
    hear(Signals.tone(Signals.MONO, 433, -35, 3));
    double gain = normaliser.readings().get("gainDb");
    assertEquals(15, gain, 0.3);
    hear(Signals.silence(Signals.MONO, 10));
    hear(Signals.noise(-60, 10, 3)); // below the gate
    assertEquals(gain, normaliser.readings().get("gainDb"), 0.5);
    hear(Signals.noise(-54, 1.5, 4)); // far below the voice, but not for long
    assertEquals(gain, normaliser.readings().get("gainDb"), 0.5);
  }

  @ParameterizedTest
  @CsvSource({"-20, -40, 6", "-30, -40, 4", "-40, -20, 2", "-40, -10, 2"})
  void aChangeOfLevelIsMadeGoodInTime(double before, double after, double seconds) {
    hear(Signals.tone(Signals.MONO, 433, before, 5));
    short[] out = hear(Signals.tone(Signals.MONO, 433, after, seconds + 1));
    assertEquals(-20, Signals.dbfs(out, seconds, seconds + 0.2), 1);
  }

  @Test
  void theGainIsBounded() {
    hear(Signals.tone(Signals.MONO, 433, -52, 4));
    assertEquals(24, normaliser.readings().get("gainDb"), 1e-9);
  }

  @Test
  void nothingExceedsMinus1DbfsAndNothingIsCut() {
    Normaliser loud = new Normaliser(Signals.MONO, 0, 40, -55);
    short[] quiet = Signals.tone(Signals.MONO, 433, -35, 3);
    Signals.through(loud, Signals.MONO, quiet);
    short[] out = Signals.through(loud, Signals.MONO, Signals.tone(Signals.MONO, 433, -6, 1));
    int peak = 0;
    for (short sample : out) {
      peak = Math.max(peak, Math.abs(sample));
    }
    assertTrue(peak <= 32_767 * Signals.amplitude(-1) + 1, "peak " + peak);
    assertTrue(peak > 32_767 * Signals.amplitude(-2), "peak " + peak);
    // A tone that was cut instead would have harmonics at -10 dB; the onset is a small bend.
    double clicks = Signals.clicksDbfs(out);
    assertTrue(clicks < -55, clicks + " dBFS above 6 kHz");
  }

  @Test
  void whatFitsIsOnlyDelayed() {
    short[] speech = Signals.speech(Signals.MONO, -60, 1, 5); // below the gate
    short[] out = hear(speech);
    assertEquals(240, normaliser.latencySamples());
    assertArrayEquals(
        Arrays.copyOf(speech, speech.length - 240), Arrays.copyOfRange(out, 240, out.length));
  }

  @Test
  void frameSizesMakeNoDifferenceAndAResetForgets() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    short[] speech = Signals.speech(Signals.MONO, -30, 4, 6);
    short[] even = hear(speech);
    normaliser.reset();
    assertArrayEquals(
        even,
        Signals.through(normaliser, Signals.MONO, speech, () -> 1 + random.nextInt(2_000)),
        "seed " + seed);
  }

  @Test
  void bothChannelsGetTheSameGain() {
    AudioFormat stereo = AudioFormat.STEREO_48K;
    short[] pcm = Signals.tone(stereo, 433, -30, 3);
    for (int i = 1; i < pcm.length; i += 2) {
      pcm[i] = (short) (pcm[i] / 4);
    }
    Normaliser wide = new Normaliser(stereo, -20, 24, -55);
    short[] out = Signals.through(wide, stereo, pcm);
    for (int i = 0; i < out.length; i += 2) {
      assertEquals(out[i] / 4.0, out[i + 1], 4);
    }
  }

  private short[] hear(short[] pcm) {
    return Signals.through(normaliser, Signals.MONO, pcm);
  }
}
