package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.SineFit;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures that the README states are floors here. The first three seconds are for learning. */
class NoiseReductionTest {
  private static final int LATENCY = 1_024;
  private static final int SECONDS = 12;
  private static final int LEARNT = 3 * 48_000;

  private final NoiseReduction reduction = new NoiseReduction(Signals.MONO, 15);

  @ParameterizedTest
  @CsvSource({"0, 9", "5, 8", "10, 7", "20, 2"})
  void speechInWhiteNoiseGainsSignalToNoiseRatio(double snrDb, double leastGainDb) {
    short[] speech = Signals.speech(Signals.MONO, -22, SECONDS, 1);
    double speechDbfs = Signals.dbfs(speech, 3, SECONDS);
    short[] noisy = Signals.sum(speech, Signals.noise(speechDbfs - snrDb, SECONDS, 2));
    short[] out = Signals.through(reduction, Signals.MONO, noisy);
    double before = snr(speech, noisy, 0);
    double after = snr(speech, out, LATENCY);
    assertEquals(snrDb, before, 0.2);
    assertTrue(after - before > leastGainDb, before + " dB became " + after);
  }

  @Test
  void noiseAloneFallsByTheReduction() {
    short[] out = Signals.through(reduction, Signals.MONO, Signals.noise(-40, SECONDS, 4));
    assertEquals(-55, Signals.dbfs(out, 3, SECONDS), 1);
    // No "musical noise": what is left is as even as it was.
    for (double at = 3; at < SECONDS - 0.02; at += 0.02) {
      assertEquals(-55, Signals.dbfs(out, at, at + 0.02), 3);
    }
    assertTrue(reduction.readings().get("gainDb") < -12);
  }

  @Test
  void cleanSpeechIsHardlyTouched() {
    short[] speech = Signals.speech(Signals.MONO, -22, SECONDS, 5);
    short[] out = Signals.through(reduction, Signals.MONO, speech);
    double snr = snr(speech, out, LATENCY);
    assertTrue(snr > 22, snr + " dB");
    assertEquals(Signals.dbfs(speech, 3, 11.9), Signals.dbfs(out, 3.021, 11.921), 0.3);
  }

  @Test
  void aSteadyToneIsNoNoise() {
    short[] tone = Signals.tone(Signals.MONO, 433, -20, SECONDS);
    short[] noisy = Signals.sum(tone, Signals.noise(-37, SECONDS, 6));
    short[] out = Signals.through(reduction, Signals.MONO, noisy);
    SineFit fit = SineFit.of(out, 6 * 48_000, 1, 5 * 48_000, 433.0 / 48_000);
    assertEquals(-17, fit.dbfs(), 0.2);
    assertTrue(fit.residualDb() < -17 - 10, fit.residualDb() + " dB");
  }

  @Test
  void noiseThatRisesIsLearntAnew() {
    short[] out =
        Signals.through(
            reduction,
            Signals.MONO,
            Signals.join(Signals.noise(-60, 4, 7), Signals.noise(-40, 5, 8)));
    assertTrue(Signals.dbfs(out, 4.1, 5) > -42, "a sudden sound is not noise");
    assertEquals(-55, Signals.dbfs(out, 6.5, 9), 1.5);
  }

  @Test
  void withoutReductionItIsADelay() {
    short[] speech = Signals.speech(Signals.MONO, -22, 2, 9);
    short[] out = Signals.through(new NoiseReduction(Signals.MONO, 0), Signals.MONO, speech);
    for (int i = LATENCY; i < out.length; i++) {
      assertEquals(speech[i - LATENCY], out[i], 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"8000, 256", "16000, 512", "24000, 512", "44100, 1024", "48000, 1024"})
  void itIsLateByOneBlock(int rate, int samples) {
    AudioFormat format = AudioFormat.mono(rate);
    NoiseReduction any = new NoiseReduction(format, 15);
    assertEquals(samples, any.latencySamples());
    short[] click = Signals.silence(format, 0.2);
    click[100] = 20_000;
    short[] out = Signals.through(any, format, click);
    int loudest = IntStream.range(0, out.length).reduce(0, (a, b) -> out[b] > out[a] ? b : a);
    assertEquals(100 + samples, loudest);
    assertTrue(out[loudest] > 19_000);
  }

  @Test
  void frameSizesMakeNoDifferenceAndAResetForgets() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    short[] noisy =
        Signals.sum(Signals.speech(Signals.MONO, -22, 2, 10), Signals.noise(-40, 2, 11));
    short[] even = Signals.through(reduction, Signals.MONO, noisy);
    reduction.reset();
    short[] odd = Signals.through(reduction, Signals.MONO, noisy, () -> 1 + random.nextInt(2_000));
    assertArrayEquals(even, odd, "seed " + seed);
  }

  @Test
  void stereoGetsTheSameGainsOnBothSides() {
    AudioFormat stereo = AudioFormat.STEREO_48K;
    short[] mono = Signals.sum(Signals.speech(Signals.MONO, -22, 3, 12), Signals.noise(-40, 3, 13));
    short[] both = new short[2 * mono.length];
    for (int i = 0; i < mono.length; i++) {
      both[2 * i] = mono[i];
      both[2 * i + 1] = (short) (mono[i] / 2);
    }
    short[] out = Signals.through(new NoiseReduction(stereo, 15), stereo, both);
    for (int i = 0; i < out.length; i += 2) {
      assertEquals(out[i] / 2.0, out[i + 1], 2);
    }
    assertTrue(Arrays.stream(new int[] {out[200_000], out[200_002]}).anyMatch(s -> s != 0));
  }

  private static double snr(short[] wanted, short[] heard, int late) {
    double signal = 0;
    double error = 0;
    for (int i = LEARNT; i + late < heard.length; i++) {
      double difference = heard[i + late] - wanted[i];
      signal += (double) wanted[i] * wanted[i];
      error += difference * difference;
    }
    return 10 * Math.log10(signal / error);
  }
}
