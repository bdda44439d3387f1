package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.SineFit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses are measured: a sine goes in, and what of it comes out is fitted. */
class ButterworthTest {
  private static final double AT_CUTOFF = -10 * Math.log10(2);

  @ParameterizedTest
  @CsvSource({"48000, 80, 2", "48000, 300, 4", "16000, 300, 2", "8000, 1000, 4", "44100, 5000, 4"})
  void aHighPassKeepsWhatIsAboveAndFallsBelow(int rate, double hz, int order) {
    List<Biquad> filter = Butterworth.highPass(order, hz, rate);
    assertEquals(AT_CUTOFF, response(filter, rate, hz), 0.05);
    assertEquals(0, response(filter, rate, Math.min(8 * hz, 0.45 * rate)), 0.05);
    for (double f = hz; f > hz / 4; f /= 1.2) {
      double steps = -10 * Math.log10(1 + Math.pow(tan(hz, rate) / tan(f, rate), 2 * order));
      assertEquals(steps, response(filter, rate, f), 0.2, f + " Hz");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "48000, 3400, 2",
    "48000, 80, 4",
    "16000, 3400, 4",
    "8000, 3400, 2",
    "44100, 20000, 4"
  })
  void aLowPassKeepsWhatIsBelowAndFallsAbove(int rate, double hz, int order) {
    List<Biquad> filter = Butterworth.lowPass(order, hz, rate);
    assertEquals(AT_CUTOFF, response(filter, rate, hz), 0.05);
    assertEquals(0, response(filter, rate, hz / 4), 0.05);
    for (double f = hz; f < Math.min(4 * hz, 0.45 * rate); f *= 1.2) {
      double steps = -10 * Math.log10(1 + Math.pow(tan(f, rate) / tan(hz, rate), 2 * order));
      assertEquals(Math.max(-60, steps), Math.max(-60, response(filter, rate, f)), 0.3, f + " Hz");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "48000, 300, 3400, 2",
    "48000, 300, 3400, 4",
    "8000, 300, 3400, 4",
    "16000, 900, 1100, 4",
    "48000, 990, 1010, 2",
    "48000, 20, 18000, 4",
    "44100, 40, 60, 4"
  })
  void aBandPassIsFlatBetweenAnd3DbDownAtItsEdges(int rate, double low, double high, int order) {
    List<Biquad> filter = Butterworth.bandPass(order, low, high, rate);
    assertEquals(AT_CUTOFF, response(filter, rate, low), 0.1);
    assertEquals(AT_CUTOFF, response(filter, rate, high), 0.1);
    assertEquals(0, response(filter, rate, Math.sqrt(low * high)), 0.3);
    double l = tan(low, rate);
    double h = tan(high, rate);
    for (double f = low / 2; f < Math.min(2 * high, 0.45 * rate); f *= 1.3) {
      double w = tan(f, rate);
      double prototype = (w * w - l * h) / (w * (h - l));
      double expected = -10 * Math.log10(1 + Math.pow(prototype, order));
      assertEquals(expected, response(filter, rate, f), 0.4, f + " Hz");
    }
  }

  @Test
  void refusesFrequenciesThatTheRateCannotHold() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Butterworth.lowPass(2, 4_000, 8_000));
    assertEquals(
        "4000 Hz is not below 3920 Hz, as it must be at a sample rate of 8000 Hz",
        refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Butterworth.highPass(2, 0, 8_000));
    assertThrows(IllegalArgumentException.class, () -> Butterworth.bandPass(4, 300, 3_921, 8_000));
    assertThrows(IllegalArgumentException.class, () -> Butterworth.lowPass(2, Double.NaN, 8_000));
  }

  @Test
  void refusesPolesOutsideTheUnitCircle() {
    assertThrows(IllegalArgumentException.class, () -> new Biquad(1, 0, 0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Biquad(1, 0, 0, -1.9, 0.8));
    assertThrows(IllegalArgumentException.class, () -> new Biquad(1, 0, 0, Double.NaN, 0));
  }

  @Test
  void whateverFiltersAreAskedForTheySettle() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int[] rates = {8_000, 11_025, 16_000, 44_100, 48_000, 192_000};
    for (int round = 0; round < 300; round++) {
      int rate = rates[random.nextInt(rates.length)];
      int order = random.nextBoolean() ? 2 : 4;
      double low = 10 * Math.pow(0.048 * rate, random.nextDouble());
      double high = low + (0.489 * rate - low) * Math.pow(random.nextDouble(), 3) + 0.5;
      List<Biquad> filter =
          switch (random.nextInt(3)) {
            case 0 -> Butterworth.lowPass(order, low, rate);
            case 1 -> Butterworth.highPass(order, low, rate);
            default -> Butterworth.bandPass(order, low, high, rate);
          };
      AudioFormat format = AudioFormat.mono(rate);
      BiquadCascade cascade = new BiquadCascade(format, filter);
      short[] burst = new short[rate / 10];
      for (int i = 0; i < burst.length; i++) {
        burst[i] = random.nextBoolean() ? Short.MAX_VALUE : Short.MIN_VALUE;
      }
      Signals.through(cascade, format, burst);
      // The narrowest band, 0.5 Hz wide, rings for seconds; a step of the last bit may stay.
      short[] after = Signals.through(cascade, format, Signals.silence(format, 12));
      for (int i = after.length - 100; i < after.length; i++) {
        assertEquals(0, after[i], 1, "seed " + seed + ", " + filter);
      }
    }
  }

  @Test
  void channelsDoNotHearOneAnother() {
    AudioFormat stereo = AudioFormat.STEREO_48K;
    short[] left = Signals.tone(Signals.MONO, 711, -20, 0.2);
    short[] right = Signals.noise(-20, 0.2, 1);
    short[] both = new short[2 * left.length];
    for (int i = 0; i < left.length; i++) {
      both[2 * i] = left[i];
      both[2 * i + 1] = right[i];
    }
    List<Biquad> filter = Butterworth.bandPass(4, 300, 3_400, 48_000);
    short[] filtered = Signals.through(new BiquadCascade(stereo, filter), stereo, both);
    short[] alone = Signals.through(new BiquadCascade(Signals.MONO, filter), Signals.MONO, right);
    short[] second = new short[alone.length];
    for (int i = 0; i < second.length; i++) {
      second[i] = filtered[2 * i + 1];
    }
    assertArrayEquals(alone, second);
  }

  @Test
  void aResetForgetsThePast() {
    BiquadCascade cascade = new BiquadCascade(Signals.MONO, Butterworth.lowPass(4, 100, 48_000));
    Signals.through(cascade, Signals.MONO, Signals.noise(-6, 0.1, 1));
    cascade.reset();
    assertArrayEquals(new short[960], Signals.through(cascade, Signals.MONO, new short[960]));
  }

  /** Decibels by which a sine comes out louder than it went in, once the filter has settled. */
  private static double response(List<Biquad> filter, int rate, double hz) {
    AudioFormat format = AudioFormat.mono(rate);
    double seconds = 1 + 20 / hz;
    short[] in = Signals.tone(format, hz, -4, seconds);
    short[] out = Signals.through(new BiquadCascade(format, filter), format, in);
    int count = (int) (Math.ceil(0.3 * hz) * rate / hz);
    int first = out.length - count;
    double measured = SineFit.of(out, first, 1, count, hz / rate).dbfs();
    assertTrue(measured < 0.1, "an overflow");
    return measured - SineFit.of(in, first, 1, count, hz / rate).dbfs();
  }

  private static double tan(double hz, int rate) {
    return Math.tan(Math.PI * hz / rate);
  }
}
