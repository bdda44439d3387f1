package io.antiphon.codec;

import java.util.Arrays;

/**
 * Brings sums that are too loud for 16 bits back into range by turning them down for a while,
 * instead of wrapping or cutting each peak: quickly down before the peak, slowly up after it (0.2
 * s). What fits passes untouched, bit for bit, and nothing is delayed.
 *
 * <p>It looks ahead by a millisecond within the frame it is given; only a peak in the very first
 * millisecond of a frame can outrun it, and is cut.
 */
final class SoftLimiter {
  private static final double RELEASE_SECONDS = 0.2;

  private float gain = 1;
  private float[] ceilings = new float[0];

  void reset() {
    gain = 1;
  }

  void continueFrom(SoftLimiter other) {
    gain = other.gain;
  }

  /** Whether it is turning anything down at present. */
  boolean isActive() {
    return gain < 1;
  }

  /**
   * Limits one frame.
   *
   * @param in interleaved sums, from index 0
   * @param out receives them interleaved
   */
  void limit(int[] in, AudioFormat format, int samplesPerChannel, short[] out, int outOffset) {
    int channels = format.channels();
    int block = Math.max(1, format.sampleRateHz() / 1000);
    int blocks = (samplesPerChannel + block - 1) / block;
    float lowest = measure(in, samplesPerChannel * channels, block * channels, blocks);
    if (gain == 1 && lowest == 1) {
      for (int i = 0; i < samplesPerChannel * channels; i++) {
        out[outOffset + i] = (short) in[i];
      }
      return;
    }
    float rise = (float) (block / (RELEASE_SECONDS * format.sampleRateHz()));
    for (int b = 0; b < blocks; b++) {
      float ceiling = Math.min(ceilings[b], b + 1 < blocks ? ceilings[b + 1] : 1);
      float goal = Math.min(ceiling, gain + rise);
      int first = b * block;
      glide(in, first, Math.min(block, samplesPerChannel - first), channels, goal, out, outOffset);
    }
  }

  /** Finds the gain that each block bears, and the lowest of them. */
  private float measure(int[] in, int length, int blockLength, int blocks) {
    if (ceilings.length < blocks) {
      ceilings = new float[blocks];
    }
    Arrays.fill(ceilings, 0, blocks, 1);
    float lowest = 1;
    for (int b = 0; b < blocks; b++) {
      int peak = 0;
      int end = Math.min(length, (b + 1) * blockLength);
      for (int i = b * blockLength; i < end; i++) {
        peak = Math.max(peak, in[i] < 0 ? -(in[i] + 1) : in[i]);
      }
      if (peak > Short.MAX_VALUE) {
        ceilings[b] = (float) Short.MAX_VALUE / peak;
        lowest = Math.min(lowest, ceilings[b]);
      }
    }
    return lowest;
  }

  private void glide(
      int[] in, int first, int count, int channels, float goal, short[] out, int outOffset) {
    float step = (goal - gain) / count;
    int at = first * channels;
    for (int i = 0; i < count; i++) {
      gain += step;
      for (int channel = 0; channel < channels; channel++, at++) {
        int sample = Math.round(in[at] * gain);
        out[outOffset + at] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sample));
      }
    }
    gain = goal;
  }
}
