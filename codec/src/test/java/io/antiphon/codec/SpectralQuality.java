package io.antiphon.codec;

import java.util.Arrays;

/**
 * How alike two decodes sound, as RFC 6716 §6 has it judged: by the energy in 21 bands every 5 ms,
 * masked by what is beside and before it, not by samples. 100 is the same; from 0 on the reference
 * implementation's own comparison would let a decoder pass.
 */
public final class SpectralQuality {
  private static final int[] EDGES = {
    0, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 68, 80, 96, 120, 156, 200
  };
  private static final int BANDS = EDGES.length - 1;
  private static final int BINS = 200; // of 100 Hz
  private static final int WINDOW = 480;
  private static final int STEP = 240;
  private static final double[] COSINES = new double[WINDOW];
  private static final double[] HANN = new double[WINDOW];

  static {
    for (int i = 0; i < WINDOW; i++) {
      COSINES[i] = Math.cos(2 * Math.PI * i / WINDOW);
      HANN[i] = 0.5 - 0.5 * COSINES[i];
    }
  }

  private SpectralQuality() {}

  /** Compares two of the same length, mono at 48 kHz. */
  public static double of(short[] wanted, short[] heard) {
    double[][] x = spectrum(wanted);
    double[][] y = spectrum(heard);
    double[][] masks = masks(x);
    double error = 0;
    for (int t = 0; t < x.length; t++) {
      double frame = 0;
      for (int band = 0; band < BANDS; band++) {
        double sum = 0;
        for (int bin = EDGES[band]; bin < EDGES[band + 1]; bin++) {
          double ratio = (y[t][bin] + masks[t][band]) / (x[t][bin] + masks[t][band]);
          double distance = ratio - Math.log(ratio) - 1;
          sum += distance * distance;
        }
        frame += sum / (EDGES[band + 1] - EDGES[band]);
      }
      frame /= BANDS;
      error += frame * frame;
    }
    error = Math.pow(error / x.length, 1.0 / 16);
    return 100 * (1 - 0.5 * Math.log(1 + error) / Math.log(1.13));
  }

  /** What each band hides: a little of itself, of the bands beside it, and of the past. */
  private static double[][] masks(double[][] x) {
    double[][] masks = new double[x.length][BANDS];
    double[] before = new double[BANDS];
    for (int t = 0; t < x.length; t++) {
      double[] now = masks[t];
      for (int band = 0; band < BANDS; band++) {
        for (int bin = EDGES[band]; bin < EDGES[band + 1]; bin++) {
          now[band] += x[t][bin] / (EDGES[band + 1] - EDGES[band]);
        }
      }
      for (int band = 1; band < BANDS; band++) {
        now[band] += 0.1 * now[band - 1];
      }
      for (int band = BANDS - 2; band >= 0; band--) {
        now[band] += 0.03 * now[band + 1];
      }
      for (int band = 0; band < BANDS; band++) {
        now[band] += 0.5 * before[band];
      }
      before = now.clone();
    }
    for (double[] now : masks) {
      Arrays.setAll(now, band -> 0.1 * now[band] + 10);
    }
    return masks;
  }

  private static double[][] spectrum(short[] pcm) {
    double[][] power = new double[Math.max(0, (pcm.length - WINDOW) / STEP + 1)][BINS];
    double[] windowed = new double[WINDOW];
    for (int t = 0; t < power.length; t++) {
      for (int i = 0; i < WINDOW; i++) {
        windowed[i] = HANN[i] * pcm[t * STEP + i];
      }
      for (int bin = 0; bin < BINS; bin++) {
        power[t][bin] = power(windowed, bin) / WINDOW;
      }
    }
    return power;
  }

  private static double power(double[] windowed, int bin) {
    double real = 0;
    double imaginary = 0;
    int phase = 0;
    for (double each : windowed) {
      real += each * COSINES[phase];
      imaginary += each * COSINES[(phase + 360) % WINDOW];
      phase = (phase + bin) % WINDOW;
    }
    return real * real + imaginary * imaginary;
  }
}
