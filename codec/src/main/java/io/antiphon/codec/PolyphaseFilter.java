package io.antiphon.codec;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The low-pass filter of one ratio of rates, cut into its phases: phase p answers for the moments
 * p/phases of an input sample behind the newest one. Immutable, and shared by all resamplers of the
 * ratio for as long as memory allows.
 */
final class PolyphaseFilter {
  /** Taps per phase when the rate goes up; more when it goes down, by the ratio. */
  private static final int TAPS = 96;

  /** Kaiser's formula: stop band 85 dB, to have some left of it after rounding to 16 bits. */
  private static final double BETA = 0.1102 * (85 - 8.7);

  /** Middle of the transition band, relative to the lower Nyquist frequency, which is its end. */
  private static final double CUTOFF = 1 - (85 - 7.95) / (14.36 * TAPS);

  private static final double BESSEL_OF_BETA = bessel(BETA);

  private static final int MAX_COEFFICIENTS = 5_000_000;
  private static final Map<Ratio, SoftReference<PolyphaseFilter>> CACHE = new ConcurrentHashMap<>();

  private final int phases;
  private final int decimation;
  private final int taps;

  /** Phase after phase, each in the order in which it meets the samples: oldest first. */
  private final float[] coefficients;

  private record Ratio(int phases, int decimation) {}

  private PolyphaseFilter(Ratio ratio) {
    phases = ratio.phases;
    decimation = ratio.decimation;
    double widening = Math.max(1, (double) decimation / phases);
    taps = 2 * (int) Math.ceil(TAPS * widening / 2);
    if ((long) phases * taps > MAX_COEFFICIENTS) {
      throw new IllegalArgumentException(
          "a ratio of " + phases + " to " + decimation + " is too odd to resample by");
    }
    coefficients = new float[phases * taps];
    double cutoff = CUTOFF / widening;
    for (int phase = 0; phase < phases; phase++) {
      design(phase, cutoff);
    }
  }

  static PolyphaseFilter of(int fromHz, int toHz) {
    int divisor = greatestCommonDivisor(fromHz, toHz);
    Ratio ratio = new Ratio(toHz / divisor, fromHz / divisor);
    SoftReference<PolyphaseFilter> cached = CACHE.get(ratio);
    PolyphaseFilter filter = cached == null ? null : cached.get();
    if (filter == null) {
      filter = new PolyphaseFilter(ratio);
      CACHE.values().removeIf(reference -> reference.get() == null);
      CACHE.put(ratio, new SoftReference<>(filter));
    }
    return filter;
  }

  /** Outputs per input sample, before only every {@link #decimation}th is kept. */
  int phases() {
    return phases;
  }

  int decimation() {
    return decimation;
  }

  /** Input samples that one output hears; even, so that the delay is a whole number of them. */
  int taps() {
    return taps;
  }

  /** One output of a phase, from the {@code taps} samples that begin at an index. */
  float apply(int phase, float[] samples, int first) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int coefficient = phase * taps;
    int sample = first;
    // Four sums, since one would wait for itself: a float addition takes four cycles.
    int quads = taps / 4;
    for (int i = 0; i < quads; i++) {
      a += coefficients[coefficient] * samples[sample];
      b += coefficients[coefficient + 1] * samples[sample + 1];
      c += coefficients[coefficient + 2] * samples[sample + 2];
      d += coefficients[coefficient + 3] * samples[sample + 3];
      coefficient += 4;
      sample += 4;
    }
    for (int i = quads * 4; i < taps; i++) {
      a += coefficients[coefficient++] * samples[sample++];
    }
    return (a + b) + (c + d);
  }

  /**
   * The outputs of one phase at many successive samples: four taps at a time over all of them, a
   * loop that the JVM turns into vector instructions. For rates that go up, whose taps are {@link
   * #TAPS}.
   */
  void applyToAll(int phase, float[] samples, float[] outputs, int count) {
    Arrays.fill(outputs, 0, count, 0);
    for (int tap = 0; tap < taps; tap += 4) {
      int first = phase * taps + tap;
      float a = coefficients[first];
      float b = coefficients[first + 1];
      float c = coefficients[first + 2];
      float d = coefficients[first + 3];
      int tapB = tap + 1;
      int tapC = tap + 2;
      int tapD = tap + 3;
      for (int i = 0; i < count; i++) {
        outputs[i] +=
            (a * samples[i + tap] + b * samples[i + tapB])
                + (c * samples[i + tapC] + d * samples[i + tapD]);
      }
    }
  }

  private void design(int phase, double cutoff) {
    double[] response = new double[taps];
    double sum = 0;
    for (int age = 0; age < taps; age++) {
      double t = age + (double) phase / phases - taps / 2.0;
      response[age] = sinc(cutoff * t) * kaiser(t / (taps / 2.0));
      sum += response[age];
    }
    // Every phase passes a constant alike: otherwise silence with an offset would whistle.
    for (int age = 0; age < taps; age++) {
      coefficients[phase * taps + taps - 1 - age] = (float) (response[age] / sum);
    }
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  /** Kaiser's window, from -1 to 1. */
  private static double kaiser(double x) {
    return bessel(BETA * Math.sqrt(Math.max(0, 1 - x * x))) / BESSEL_OF_BETA;
  }

  /** Modified Bessel function of the first kind, order 0, by its power series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-16; k++) {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
