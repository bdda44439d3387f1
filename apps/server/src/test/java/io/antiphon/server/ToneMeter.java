package io.antiphon.server;

import io.antiphon.codec.AudioFrame;

/** How much of what is heard is a tone of one frequency; looks at blocks of 60 ms. */
final class ToneMeter {
  private static final int BLOCKS_PER_SECOND = 50;
  private static final double PURE = 0.95;

  private final double hertz;
  private double cos;
  private double sin;
  private double energy;
  private int count;
  private long toneSamples;

  ToneMeter(double hertz) {
    this.hertz = hertz;
  }

  void add(AudioFrame frame) {
    int channels = frame.format().channels();
    for (int i = 0; i < frame.samplesPerChannel(); i++) {
      add(frame.samples()[i * channels], frame.format().sampleRateHz());
    }
  }

  void add(short sample, int rate) {
    double phase = 2 * Math.PI * hertz * count / rate;
    cos += sample * Math.cos(phase);
    sin += sample * Math.sin(phase);
    energy += (double) sample * sample;
    count++;
    if (count == 3 * rate / BLOCKS_PER_SECOND) {
      boolean pure = energy > 0 && 2 * (cos * cos + sin * sin) / (count * energy) > PURE;
      toneSamples += pure ? count : 0;
      cos = 0;
      sin = 0;
      energy = 0;
      count = 0;
    }
  }

  /** Samples of the blocks that were that tone and little else. */
  long toneSamples() {
    return toneSamples;
  }
}
