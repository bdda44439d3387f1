package io.antiphon.simulation;

import java.util.SplittableRandom;

/**
 * Nonsense that is built like speech: glottal pulses of a wandering pitch through two moving
 * formants, hisses between them, and pauses. No stretch of it is like another, so that its place
 * can be found by correlation.
 */
public final class SpokenSignal {
  private static final double LOUDEST = 9_000;
  private static final int SMOOTHING_HZ = 12;

  private final SplittableRandom random;
  private final int rateHz;
  private final Formant first = new Formant();
  private final Formant second = new Formant();
  private double pitchHz = 120;
  private double phase;

  /** A resonance, whose frequency follows its goal. */
  private static final class Formant {
    private double hz = 500;
    private double goalHz = 500;
    private double last;
    private double lastButOne;

    double filter(double in, int rateHz) {
      hz += (goalHz - hz) * SMOOTHING_HZ / rateHz;
      double radius = Math.exp(-Math.PI * 90 / rateHz);
      double turn = 2 * radius * Math.cos(2 * Math.PI * hz / rateHz);
      double out = in * (1 - radius) + turn * last - radius * radius * lastButOne;
      lastButOne = last;
      last = out;
      return out;
    }
  }

  private SpokenSignal(long seed, int rateHz) {
    random = new SplittableRandom(seed);
    this.rateHz = rateHz;
  }

  /** So many samples, 16 bit, mono: the same ones for the same seed. */
  public static short[] pcm(long seed, int samples, int rateHz) {
    double[] spoken = new SpokenSignal(seed, rateHz).speak(samples);
    double most = 1e-9;
    for (double sample : spoken) {
      most = Math.max(most, Math.abs(sample));
    }
    short[] pcm = new short[samples];
    for (int i = 0; i < samples; i++) {
      pcm[i] = (short) Math.rint(spoken[i] / most * LOUDEST);
    }
    return pcm;
  }

  private double[] speak(int samples) {
    double[] spoken = new double[samples];
    int at = 0;
    while (at < samples) {
      int length = Math.min(samples - at, (int) (rateHz * between(0.08, 0.3)));
      int kind = random.nextInt(10);
      if (kind < 7) {
        vowel(spoken, at, length);
      } else if (kind < 9) {
        hiss(spoken, at, length / 2);
      }
      at += kind < 7 ? length : length / 2;
    }
    return spoken;
  }

  private void vowel(double[] spoken, int at, int length) {
    first.goalHz = between(280, 800);
    second.goalHz = between(900, 2_400);
    double towardsHz = between(90, 220);
    for (int i = 0; i < length; i++) {
      pitchHz += (towardsHz - pitchHz) * 6 / rateHz;
      phase += pitchHz / rateHz;
      double pulse = 0;
      if (phase >= 1) {
        phase -= 1;
        pulse = 30 * between(0.85, 1.15);
      }
      double excitation = pulse + between(-0.3, 0.3);
      double voiced = first.filter(excitation, rateHz) + 0.7 * second.filter(excitation, rateHz);
      spoken[at + i] = voiced * Math.sqrt(Math.sin(Math.PI * (i + 0.5) / length));
    }
  }

  private void hiss(double[] spoken, int at, int length) {
    double before = 0;
    for (int i = 0; i < length; i++) {
      double noise = between(-1, 1);
      spoken[at + i] = 0.25 * (noise - 0.6 * before) * Math.sin(Math.PI * i / length);
      before = noise;
    }
  }

  private double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }
}
