package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResamplerTest {
  private static final int[] RATES = {
    8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000
  };

  static Stream<Arguments> everyPairOfRates() {
    return IntStream.of(RATES)
        .boxed()
        .flatMap(from -> IntStream.of(RATES).mapToObj(to -> Arguments.of(from, to)))
        .filter(pair -> !pair.get()[0].equals(pair.get()[1]));
  }

  @ParameterizedTest
  @MethodSource("everyPairOfRates")
  void passesTonesUnchangedAndAddsNothingAbove90DbBelow(int from, int to) {
    double edge = 0.88 * Math.min(from, to) / 2;
    for (double part : new double[] {0.01, 0.2, 0.45, 0.7, 0.9, 1}) {
      double hertz = edge * part;
      short[] out = resample(tone(from, hertz, from / 4), from, to, 1);
      int settled = to / 20;
      SineFit fit = SineFit.of(out, settled, 1, out.length - settled, hertz / to);
      assertEquals(-1, fit.dbfs(), 0.001, "gain at " + hertz + " Hz");
      assertTrue(fit.residualDb() < -90, hertz + " Hz leaves " + fit.residualDb() + " dB");
    }
  }

  @ParameterizedTest
  @MethodSource("everyPairOfRates")
  void keepsAliasesAtLeast85DbDown(int from, int to) {
    for (double hertz = to / 2.0 + 1; hertz < from / 2.0; hertz += from / 50.0) {
      short[] out = resample(tone(from, hertz, from / 4), from, to, 1);
      int settled = to / 20;
      double rms = LevelMeter.rms(out, settled, out.length - settled);
      double db = 20 * Math.log10(Math.max(1e-9, rms) * Math.sqrt(2)) + 1;
      assertTrue(db < -85, hertz + " Hz comes through at " + db + " dB");
    }
  }

  @ParameterizedTest
  @MethodSource("everyPairOfRates")
  void isLateByTheLatencyItStates(int from, int to) {
    double hertz = 301;
    Resampler resampler = new Resampler(from, to, 1);
    short[] out = resample(tone(from, hertz, from / 4), from, to, 1);
    int settled = to / 20;
    SineFit fit = SineFit.of(out, settled, 1, out.length - settled, hertz / to);
    double latency = (double) resampler.latencyInputSamples() / from;
    double expected = 2 * Math.PI * hertz * ((double) settled / to - latency);
    double samplesOff = Math.IEEEremainder(fit.phaseRadians() - expected, 2 * Math.PI) / hertz * to;
    assertEquals(0, samplesOff, 0.01);
    assertEquals(latency * 1e9, (double) resampler.latencyNanos(), 1);
    assertTrue(latency <= 0.007, "latency " + latency);
  }

  @ParameterizedTest
  @MethodSource("everyPairOfRates")
  void makesExactlyAnHourOfAnHour(int from, int to) {
    assertEquals(3_600 * to, new Resampler(from, to, 1).outputFor(3_600 * from));
  }

  @ParameterizedTest
  @MethodSource("everyPairOfRates")
  void givesTheSameSamplesForAnyChunks(int from, int to) {
    Random random = new Random(from + 7L * to);
    short[] in = noise(random, from / 4 * 2);
    short[] whole = resample(in, from, to, 2);
    Resampler resampler = new Resampler(from, to, 2);
    short[] chunked = new short[whole.length];
    int written = 0;
    for (int done = 0; done < in.length / 2; ) {
      int chunk = Math.min(random.nextInt(700), in.length / 2 - done);
      int promised = resampler.outputFor(chunk);
      int made = resampler.process(in, done * 2, chunk, chunked, written * 2);
      assertEquals(promised, made);
      done += chunk;
      written += made;
      assertEquals(((long) done * to + from - 1) / from, written, "after " + done);
    }
    assertArrayEquals(whole, chunked);
  }

  @ParameterizedTest
  @MethodSource("everyPairOfRates")
  void asksForTheLeastInputThatSuffices(int from, int to) {
    Resampler resampler = new Resampler(from, to, 1);
    Random random = new Random(3);
    short[] out = new short[20_000];
    for (int i = 0; i < 50; i++) {
      int wanted = 1 + random.nextInt(1_000);
      int needed = resampler.inputFor(wanted);
      assertTrue(resampler.outputFor(needed) >= wanted);
      assertTrue(resampler.outputFor(needed - 1) < wanted);
      assertTrue(resampler.process(new short[needed], 0, needed, out, 0) >= wanted);
    }
  }

  @Test
  void makesTwentyMillisecondsOfTwentyMilliseconds() {
    Resampler resampler = new Resampler(24_000, 48_000, 1);
    short[] out = new short[960];
    for (int i = 0; i < 100; i++) {
      assertEquals(480, resampler.inputFor(960));
      assertEquals(960, resampler.process(new short[480], 0, 480, out, 0));
    }
  }

  @Test
  void keepsTheChannelsApart() {
    short[] left = tone(16_000, 440, 4_000);
    short[] in = new short[8_000];
    for (int i = 0; i < 4_000; i++) {
      in[2 * i] = left[i];
    }
    short[] out = resample(in, 16_000, 48_000, 2);
    short[] alone = resample(left, 16_000, 48_000, 1);
    for (int i = 0; i < alone.length; i++) {
      assertEquals(alone[i], out[2 * i]);
      assertEquals(0, out[2 * i + 1]);
    }
  }

  @Test
  void passesEqualRatesThroughUntouched() {
    short[] in = noise(new Random(5), 1_000);
    Resampler resampler = new Resampler(48_000, 48_000, 1);
    assertEquals(0, resampler.latencyNanos());
    assertEquals(960, resampler.inputFor(960));
    short[] out = new short[1_000];
    assertEquals(1_000, resampler.process(in, 0, 1_000, out, 0));
    assertArrayEquals(in, out);
  }

  @Test
  void cutsWhatOvershootsInsteadOfWrapping() {
    short[] square = new short[4_800];
    for (int i = 0; i < square.length; i++) {
      square[i] = i / 24 % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE;
    }
    short[] out = resample(square, 24_000, 48_000, 1);
    for (int i = 1_000; i < out.length; i++) {
      int phase = Math.floorMod(i - 2 * 48, 96);
      if (phase > 8 && phase < 40) {
        assertTrue(out[i] > 25_000, "sample " + i + " is " + out[i]);
      }
    }
  }

  @Test
  void resetForgetsThePast() {
    Resampler resampler = new Resampler(44_100, 48_000, 1);
    short[] out = new short[2_000];
    resampler.process(noise(new Random(1), 1_001), 0, 1_001, out, 0);
    resampler.reset();
    int made = resampler.process(new short[500], 0, 500, out, 0);
    assertEquals(new Resampler(44_100, 48_000, 1).outputFor(500), made);
    assertArrayEquals(new short[made], Arrays.copyOf(out, made));
  }

  @Test
  void refusesRatesThatMakeNoSense() {
    assertThrows(IllegalArgumentException.class, () -> new Resampler(0, 48_000, 1));
    assertThrows(IllegalArgumentException.class, () -> new Resampler(48_000, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Resampler(48_000, 8_000, 0));
    assertThrows(IllegalArgumentException.class, () -> new Resampler(47_999, 96_001, 1));
  }

  private static short[] resample(short[] in, int from, int to, int channels) {
    Resampler resampler = new Resampler(from, to, channels);
    short[] out = new short[resampler.outputFor(in.length / channels) * channels];
    assertEquals(out.length, resampler.process(in, 0, in.length / channels, out, 0) * channels);
    return out;
  }

  private static short[] tone(int rate, double hertz, int count) {
    short[] pcm = new short[count];
    AudioSource.tone(AudioFormat.mono(rate), hertz, -1).read(pcm, 0, count);
    return pcm;
  }

  private static short[] noise(Random random, int count) {
    short[] pcm = new short[count];
    for (int i = 0; i < count; i++) {
      pcm[i] = (short) random.nextInt(-20_000, 20_000);
    }
    return pcm;
  }
}
