package io.antiphon.client;

import io.antiphon.codec.wav.WavFile;

/** What a recording sounds like, first channel. */
final class Tone {
  /** A machine that is busy leaves slots out, so the phase is only trusted for so long. */
  private static final double WINDOW_SECONDS = 0.04;

  private Tone() {}

  /** Share of the energy that lies at this frequency: 1 for a pure tone, near 0 for another. */
  static double purity(WavFile file, double hertz) {
    int window = (int) (WINDOW_SECONDS * file.format().sampleRateHz());
    double tone = 0;
    double all = 0;
    for (int at = 0; at + window <= file.samplesPerChannel(); at += window) {
      double[] samples = samples(file, at, window);
      double cos = 0;
      double sin = 0;
      for (int i = 0; i < window; i++) {
        double phase = 2 * Math.PI * hertz * i / file.format().sampleRateHz();
        cos += samples[i] * Math.cos(phase);
        sin += samples[i] * Math.sin(phase);
      }
      tone += 2 * (cos * cos + sin * sin) / window;
      all += energy(samples);
    }
    return all == 0 ? 0 : tone / all;
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
