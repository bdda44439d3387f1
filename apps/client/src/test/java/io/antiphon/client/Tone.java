package io.antiphon.client;

import io.antiphon.codec.wav.WavFile;

/** What a recording sounds like. */
final class Tone {
  private Tone() {}

  /**
   * Share of the energy, but for so many seconds at either end, that lies at this frequency: 1 for
   * a pure tone without a gap.
   */
  static double purity(WavFile file, double hertz, double marginSeconds) {
    int rate = file.format().sampleRateHz();
    int from = (int) (marginSeconds * rate);
    int length = file.samplesPerChannel() - 2 * from;
    short[] samples = new short[length * file.format().channels()];
    file.copy(from, length, samples, 0);
    double cos = 0;
    double sin = 0;
    double energy = 0;
    for (int i = 0; i < length; i++) {
      double value = samples[i * file.format().channels()];
      double phase = 2 * Math.PI * hertz * i / rate;
      cos += value * Math.cos(phase);
      sin += value * Math.sin(phase);
      energy += value * value;
    }
    return energy == 0 ? 0 : 2 * (cos * cos + sin * sin) / (length * energy);
  }

  /** Mean square between two instants, relative to full scale. */
  static double energy(WavFile file, double fromSeconds, double toSeconds) {
    int rate = file.format().sampleRateHz();
    int from = (int) (fromSeconds * rate);
    int length = (int) (toSeconds * rate) - from;
    short[] samples = new short[length * file.format().channels()];
    file.copy(from, length, samples, 0);
    double energy = 0;
    for (short sample : samples) {
      energy += Math.pow(sample / 32_768.0, 2);
    }
    return energy / samples.length;
  }
}
