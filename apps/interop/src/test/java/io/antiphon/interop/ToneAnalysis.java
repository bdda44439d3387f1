package io.antiphon.interop;

import java.util.ArrayList;
import java.util.List;

/** What became of a pure tone: its pitch, its purity, and where it is missing or spliced. */
final class ToneAnalysis {
  /** A run of near silence inside the tone. */
  record Dropout(double atSeconds, double milliseconds) {}

  private static final int FFT_SIZE = 16_384;
  private static final double NEAR_SILENCE = 0.05;
  private static final double FIT_SECONDS = 0.04;
  private static final double PHASE_SECONDS = 0.01;

  private final Sound sound;

  private ToneAnalysis(Sound sound) {
    this.sound = sound;
  }

  static ToneAnalysis of(Sound sound) {
    return new ToneAnalysis(sound);
  }

  /** The strongest frequency, to about 0.1 Hz; 0 for silence. */
  double dominantHz() {
    double[] power = spectrum();
    int peak = 0;
    for (int bin = 1; bin < power.length; bin++) {
      if (power[bin] > power[peak]) {
        peak = bin;
      }
    }
    if (power[peak] == 0) {
      return 0;
    }
    double shift = 0;
    if (peak > 0 && peak < power.length - 1) {
      double left = Math.log(power[peak - 1] + 1e-30);
      double middle = Math.log(power[peak]);
      double right = Math.log(power[peak + 1] + 1e-30);
      shift = 0.5 * (left - right) / (left - 2 * middle + right);
    }
    return (peak + shift) * sound.rateHz() / FFT_SIZE;
  }

  /** Welch's method: the mean power spectrum of overlapping Hann windows. */
  private double[] spectrum() {
    double[] power = new double[FFT_SIZE / 2];
    double[] samples = sound.samples();
    int at = 0;
    do {
      double[] re = new double[FFT_SIZE];
      double[] im = new double[FFT_SIZE];
      for (int i = 0; i < FFT_SIZE && at + i < samples.length; i++) {
        re[i] = samples[at + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / FFT_SIZE));
      }
      transform(re, im);
      for (int bin = 0; bin < power.length; bin++) {
        power[bin] += re[bin] * re[bin] + im[bin] * im[bin];
      }
      at += FFT_SIZE / 2;
    } while (at + FFT_SIZE <= samples.length);
    return power;
  }

  /** Cooley and Tukey, radix 2, in place. */
  private static void transform(double[] re, double[] im) {
    int n = re.length;
    for (int i = 1, j = 0; i < n; i++) {
      int bit = n >> 1;
      for (; (j & bit) != 0; bit >>= 1) {
        j ^= bit;
      }
      j |= bit;
      if (i < j) {
        double swap = re[i];
        re[i] = re[j];
        re[j] = swap;
      }
    }
    for (int size = 2; size <= n; size <<= 1) {
      for (int k = 0; k < size / 2; k++) {
        double cos = Math.cos(-2 * Math.PI * k / size);
        double sin = Math.sin(-2 * Math.PI * k / size);
        for (int a = k; a < n; a += size) {
          int b = a + size / 2;
          double oddRe = re[b] * cos - im[b] * sin;
          double oddIm = re[b] * sin + im[b] * cos;
          re[b] = re[a] - oddRe;
          im[b] = im[a] - oddIm;
          re[a] += oddRe;
          im[a] += oddIm;
        }
      }
    }
  }

  /**
   * Power of the tone over the power of all else, in dB, the tone being fitted anew every 40 ms.
   */
  double snrDb(double hz) {
    int window = (int) (FIT_SECONDS * sound.rateHz());
    double signal = 0;
    double noise = 1e-12;
    for (int at = 0; at + window <= sound.samples().length; at += window) {
      Fit fit = fit(hz, at, window);
      signal += fit.power;
      noise += fit.residual;
    }
    return 10 * Math.log10(signal / noise + 1e-12);
  }

  /**
   * How much of the sound is the tone: the share of its pieces of 40 ms in which all else is weaker
   * by so much. What a stalled machine does to single packets shows as so little missing.
   */
  double share(double hz, double overDb) {
    int window = (int) (FIT_SECONDS * sound.rateHz());
    int pure = 0;
    int pieces = 0;
    for (int at = 0; at + window <= sound.samples().length; at += window) {
      Fit fit = fit(hz, at, window);
      pieces++;
      if (10 * Math.log10(fit.power / (fit.residual + 1e-12) + 1e-12) > overDb) {
        pure++;
      }
    }
    return pieces == 0 ? 0 : (double) pure / pieces;
  }

  /**
   * Runs of near silence (under 5 % of the tone's amplitude) longer than the limit, edges included.
   */
  List<Dropout> dropouts(double overMilliseconds) {
    double[] samples = sound.samples();
    double threshold = NEAR_SILENCE * sound.rms() * Math.sqrt(2);
    List<Dropout> found = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= samples.length; i++) {
      if (i == samples.length || Math.abs(samples[i]) > threshold) {
        double milliseconds = (i - start) * 1000.0 / sound.rateHz();
        if (milliseconds > overMilliseconds) {
          found.add(new Dropout((double) start / sound.rateHz(), milliseconds));
        }
        start = i + 1;
      }
    }
    return found;
  }

  /**
   * Times at which the tone's phase jumps by more than the given angle: something was cut out, put
   * in or patched there. Steady drift of a clock is no jump.
   */
  List<Double> splices(double hz, double overRadians) {
    int window = (int) (PHASE_SECONDS * sound.rateHz());
    List<Double> found = new ArrayList<>();
    double last = Double.NaN;
    for (int at = 0; at + window <= sound.samples().length; at += window) {
      double phase = fit(hz, at, window).phase;
      double jump = Math.abs(Math.IEEEremainder(phase - last, 2 * Math.PI));
      if (jump > overRadians) {
        found.add((double) at / sound.rateHz());
      }
      last = phase;
    }
    return found;
  }

  private record Fit(double power, double residual, double phase) {}

  /** Least squares of a·cos + b·sin, with the phase measured from the sound's beginning. */
  private Fit fit(double hz, int at, int length) {
    double cc = 0;
    double cs = 0;
    double ss = 0;
    double xc = 0;
    double xs = 0;
    double total = 0;
    for (int i = at; i < at + length; i++) {
      double angle = 2 * Math.PI * hz * i / sound.rateHz();
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      double x = sound.samples()[i];
      cc += cos * cos;
      cs += cos * sin;
      ss += sin * sin;
      xc += x * cos;
      xs += x * sin;
      total += x * x;
    }
    double det = cc * ss - cs * cs;
    double a = (xc * ss - xs * cs) / det;
    double b = (xs * cc - xc * cs) / det;
    double explained = a * xc + b * xs;
    return new Fit(explained, Math.max(0, total - explained), Math.atan2(-b, a));
  }
}
