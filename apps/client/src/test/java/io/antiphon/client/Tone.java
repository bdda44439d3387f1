package io.antiphon.client;

import io.antiphon.codec.wav.WavFile;
import java.util.ArrayList;
import java.util.List;

/** What a recording sounds like, first channel. */
final class Tone {
  /** A machine that is busy leaves slots out, so the phase is only trusted for so long. */
  private static final double WINDOW_SECONDS = 0.04;

  private Tone() {}

  /** Seconds of pieces of 40 ms that hold this tone and little else. */
  static double seconds(WavFile file, double hertz) {
    int pure = 0;
    for (double[] samples : pieces(file)) {
      double all = energy(samples);
      double tone = energyAt(hertz, samples, file.format().sampleRateHz());
      pure += all > 1e-4 * samples.length && tone > 0.8 * all ? 1 : 0;
    }
    return pure * WINDOW_SECONDS;
  }

  private static List<double[]> pieces(WavFile file) {
    int window = (int) (WINDOW_SECONDS * file.format().sampleRateHz());
    List<double[]> pieces = new ArrayList<>();
    for (int at = 0; at + window <= file.samplesPerChannel(); at += window) {
      pieces.add(samples(file, at, window));
    }
    return pieces;
  }

  private static double energyAt(double hertz, double[] samples, int rate) {
    double cos = 0;
    double sin = 0;
    for (int i = 0; i < samples.length; i++) {
      double phase = 2 * Math.PI * hertz * i / rate;
      cos += samples[i] * Math.cos(phase);
      sin += samples[i] * Math.sin(phase);
    }
    return 2 * (cos * cos + sin * sin) / samples.length;
  }

  /** How much of it is not silent, in steps of 20 ms. */
  static double loudSeconds(WavFile file) {
    int steps = (int) (file.seconds() / 0.02);
    int loud = 0;
    for (int n = 0; n < steps; n++) {
      loud += energy(file, n * 0.02, (n + 1) * 0.02) > 1e-6 ? 1 : 0;
    }
    return loud * 0.02;
  }

  /** Mean square of the loudest 20 ms between two instants, relative to full scale. */
  static double loudest(WavFile file, double fromSeconds, double toSeconds) {
    double most = 0;
    for (double at = fromSeconds; at + 0.02 <= toSeconds; at += 0.02) {
      most = Math.max(most, energy(file, at, at + 0.02));
    }
    return most;
  }

  /** Mean square between two instants, relative to full scale. */
  static double energy(WavFile file, double fromSeconds, double toSeconds) {
    int rate = file.format().sampleRateHz();
    int from = (int) (fromSeconds * rate);
    double[] samples = samples(file, from, (int) (toSeconds * rate) - from);
    return energy(samples) / samples.length;
  }

  private static double energy(double[] samples) {
    double sum = 0;
    for (double sample : samples) {
      sum += sample * sample;
    }
    return sum;
  }

  private static double[] samples(WavFile file, int from, int length) {
    int channels = file.format().channels();
    short[] interleaved = new short[length * channels];
    file.copy(from, length, interleaved, 0);
    double[] samples = new double[length];
    for (int i = 0; i < length; i++) {
      samples[i] = interleaved[i * channels] / 32_768.0;
    }
    return samples;
  }
}
