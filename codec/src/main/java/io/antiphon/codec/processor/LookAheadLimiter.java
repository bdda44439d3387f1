package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import java.util.Arrays;

/**
 * Keeps every sample at or below a ceiling. It hears 5 ms ahead, so that the gain has come down
 * smoothly by the time a peak is due, and lets it up again in about 0.2 s. All channels alike.
 */
final class LookAheadLimiter {
  private static final int LOOK_AHEAD_MILLIS = 5;
  private static final double RELEASE_SECONDS = 0.2;

  /** Less than a thousandth of a decibel: there the way back, which would never end, ends. */
  private static final double ALMOST_ONE = 0.9999;

  private final int channels;
  private final float ceiling;
  private final int ahead;
  private final double release;

  private final float[] delay;
  private final float[] gains;
  private int position;

  /** Of the gains in the window, those that are the least of all since; a ring, ever growing. */
  private final float[] least;

  private final long[] leastTime;
  private int leastStart;
  private int leastCount;
  private long time;

  private double released;

  /** Of {@code gains}; exact, as these are of few bits. */
  private double sum;

  LookAheadLimiter(AudioFormat format, float ceiling) {
    channels = format.channels();
    this.ceiling = ceiling;
    ahead = Math.max(1, format.samplesPerChannel(LOOK_AHEAD_MILLIS));
    release = 1 - Math.exp(-1 / (RELEASE_SECONDS * format.sampleRateHz()));
    delay = new float[ahead * channels];
    gains = new float[ahead];
    least = new float[ahead + 1];
    leastTime = new long[ahead + 1];
    reset();
  }

  /** By how many samples per channel what comes out is late. */
  int latencySamples() {
    return ahead;
  }

  void reset() {
    Arrays.fill(delay, 0);
    Arrays.fill(gains, 1);
    sum = ahead;
    released = 1;
    leastCount = 0;
  }

  /** Limits interleaved samples in place; what comes out went in {@link #latencySamples} ago. */
  void limit(float[] pcm, int samplesPerChannel) {
    for (int i = 0, at = 0; i < samplesPerChannel; i++, at += channels) {
      float peak = 0;
      for (int channel = 0; channel < channels; channel++) {
        peak = Math.max(peak, Math.abs(pcm[at + channel]));
      }
      float gain = average(leastSince(peak > ceiling ? ceiling / peak : 1));
      for (int channel = 0; channel < channels; channel++) {
        int slot = position * channels + channel;
        float due = delay[slot] * gain;
        delay[slot] = pcm[at + channel];
        pcm[at + channel] = due;
      }
      position = position + 1 == ahead ? 0 : position + 1;
    }
  }

  /** The least gain that any sample needs that is still to come out, this one included. */
  private float leastSince(float gain) {
    int capacity = least.length;
    while (leastCount > 0 && least[(leastStart + leastCount - 1) % capacity] >= gain) {
      leastCount--;
    }
    if (leastCount > 0 && time - leastTime[leastStart] > ahead) {
      leastStart = (leastStart + 1) % capacity;
      leastCount--;
    }
    int end = (leastStart + leastCount++) % capacity;
    least[end] = gain;
    leastTime[end] = time++;
    return least[leastStart];
  }

  /** Slow upwards; and a mean over the time ahead, by whose end it is down where it must be. */
  private float average(float needed) {
    double risen = released + (1 - released) * release;
    released = Math.min(needed, risen > ALMOST_ONE ? 1 : risen);
    sum -= gains[position];
    gains[position] = (float) released;
    sum += gains[position];
    return (float) (sum / ahead);
  }
}
