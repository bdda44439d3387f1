package io.antiphon.client;

/**
 * Changes the speed of audio by parts per million, continuously: each sample is read off a cubic
 * (Catmull-Rom) through its four neighbours. At speed 1 samples pass unchanged. Two samples late;
 * one thread.
 */
final class FineResampler {
  private static final int HISTORY = 3;

  private final int channels;
  private short[] window;
  private short[] out = new short[0];

  /** Where the next sample is read: index into the window, after the first of the history. */
  private double position = 1;

  FineResampler(int channels) {
    this.channels = channels;
    window = new short[HISTORY * channels];
  }

  /**
   * Takes interleaved samples.
   *
   * @param ppm how much faster to go; negative for slower
   * @return samples per channel to be found in {@link #out}
   */
  int process(short[] pcm, int offset, int samplesPerChannel, double ppm) {
    int length = HISTORY + samplesPerChannel;
    ensureRoom(samplesPerChannel);
    System.arraycopy(pcm, offset, window, HISTORY * channels, samplesPerChannel * channels);
    double step = 1 + ppm * 1e-6;
    int made = 0;
    while (position < length - 2) {
      int index = (int) position;
      double fraction = position - index;
      for (int channel = 0; channel < channels; channel++) {
        out[made * channels + channel] = at((index - 1) * channels + channel, fraction);
      }
      made++;
      position += step;
    }
    position -= samplesPerChannel;
    System.arraycopy(window, samplesPerChannel * channels, window, 0, HISTORY * channels);
    return made;
  }

  private void ensureRoom(int samplesPerChannel) {
    int needed = (HISTORY + samplesPerChannel) * channels;
    if (window.length < needed) {
      window = java.util.Arrays.copyOf(window, needed);
      // As much again as comes in, and one per mille: the correction never asks for more.
      out = new short[needed + samplesPerChannel / 100 * channels];
    }
  }

  private short at(int first, double t) {
    double a = window[first];
    double b = window[first + channels];
    double c = window[first + 2 * channels];
    double d = window[first + 3 * channels];
    double value =
        b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(value)));
  }

  /** What {@link #process} has made last. */
  short[] out() {
    return out;
  }
}
