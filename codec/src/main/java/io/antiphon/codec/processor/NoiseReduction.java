package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioProcessor;
import java.util.Arrays;
import java.util.Map;

/**
 * Turns steady background noise down: in overlapping blocks of 20 to 32 ms (three quarters overlap,
 * Hann windows), each bin of the spectrum by the Wiener gain of its signal-to-noise ratio, which is
 * estimated as decision-directed (Y. Ephraim, D. Malah, 1984), and never by more than the given
 * reduction. The noise is learnt all the time ({@link NoiseEstimate}); in the first half second the
 * reduction comes in gently. All channels get the same gains.
 *
 * <p>What comes out is late by one block: 1,024 samples at 48 kHz, 21.3 ms.
 */
final class NoiseReduction implements AudioProcessor {
  private static final double LEAST_BLOCK_SECONDS = 0.02;
  private static final int OVERLAP = 4;
  private static final double LEARNING_SECONDS = 0.5;

  /** Weight of what was decided a block ago, for blocks that begin every 8 ms. */
  private static final double MEMORY_AT_8_MILLIS = 0.92;

  /** The sum of the squares of four Hann windows a quarter apart. */
  private static final float WINDOW_SUM = 1.5f;

  private final int channels;
  private final int hop;
  private final float floor;
  private final float memory;
  private final float[] window;
  private final RealFft fft;
  private final Channel[] all;
  private final NoiseEstimate estimate;
  private final int hopsToLearn;

  private final float[] block;
  private final float[] power;
  private final float[] noise;

  /** Power of the signal as decided a block ago. */
  private final float[] decided;

  private final float[] gains;
  private int filled;
  private int hops;
  private volatile double reading;

  /** What has been heard and is to be heard of one channel, and its spectrum at work. */
  private static final class Channel {
    final float[] heard;
    final float[] summed;
    final float[] re;
    final float[] im;

    Channel(int size, int bins) {
      heard = new float[size];
      summed = new float[size];
      re = new float[bins];
      im = new float[bins];
    }
  }

  NoiseReduction(AudioFormat format, double reductionDb) {
    int size = 4 * OVERLAP;
    while (size < LEAST_BLOCK_SECONDS * format.sampleRateHz()) {
      size *= 2;
    }
    channels = format.channels();
    hop = size / OVERLAP;
    floor = (float) Pcm.amplitude(-reductionDb);
    double hopSeconds = format.seconds(hop);
    memory = (float) Math.pow(MEMORY_AT_8_MILLIS, hopSeconds / 0.008);
    hopsToLearn = (int) Math.ceil(LEARNING_SECONDS / hopSeconds);
    fft = new RealFft(size);
    estimate = new NoiseEstimate(fft.bins(), 1 / hopSeconds);
    window = new float[size];
    for (int i = 0; i < size; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    block = new float[size];
    power = new float[fft.bins()];
    noise = new float[fft.bins()];
    decided = new float[fft.bins()];
    gains = new float[fft.bins()];
    all = new Channel[channels];
    Arrays.setAll(all, channel -> new Channel(window.length, fft.bins()));
  }

  @Override
  public AudioFrame process(AudioFrame frame) {
    int samples = frame.samplesPerChannel();
    for (int done = 0; done < samples; ) {
      int count = Math.min(samples - done, hop - filled);
      for (int channel = 0; channel < channels; channel++) {
        exchange(all[channel], frame.samples(), done * channels + channel, count);
      }
      done += count;
      filled += count;
      if (filled == hop) {
        filled = 0;
        nextBlock();
      }
    }
    return frame;
  }

  @Override
  public int latencySamples() {
    return window.length;
  }

  /** {@code gainDb}: the mean of what is done to the bins, 0 or less. */
  @Override
  public Map<String, Double> readings() {
    return Map.of("gainDb", reading);
  }

  @Override
  public void reset() {
    for (Channel channel : all) {
      Arrays.fill(channel.heard, 0);
      Arrays.fill(channel.summed, 0);
    }
    Arrays.fill(decided, 0);
    estimate.reset();
    filled = 0;
    hops = 0;
    reading = 0;
  }

  /** New samples go to the end of what was heard; those that are complete take their place. */
  private void exchange(Channel channel, short[] pcm, int first, int count) {
    int in = window.length - hop + filled;
    for (int i = 0, at = first; i < count; i++, at += channels) {
      channel.heard[in + i] = pcm[at];
      pcm[at] = Pcm.saturate(channel.summed[filled + i]);
    }
  }

  private void nextBlock() {
    Arrays.fill(power, 0);
    for (Channel channel : all) {
      for (int i = 0; i < block.length; i++) {
        block[i] = channel.heard[i] * window[i];
      }
      System.arraycopy(channel.heard, hop, channel.heard, 0, block.length - hop);
      fft.forward(block, channel.re, channel.im);
      for (int bin = 0; bin < power.length; bin++) {
        power[bin] += channel.re[bin] * channel.re[bin] + channel.im[bin] * channel.im[bin];
      }
    }
    estimate.accept(power, noise);
    decide();
    for (Channel channel : all) {
      synthesise(channel);
    }
  }

  private void decide() {
    float learnt = Math.min(1, (float) ++hops / hopsToLearn);
    float least = 1 + (floor - 1) * learnt;
    float sum = 0;
    for (int bin = 0; bin < gains.length; bin++) {
      float signal = Math.max(0, power[bin] - noise[bin]);
      float likely = memory * decided[bin] + (1 - memory) * signal;
      // Silence is neither signal nor noise, and is left alone.
      float wiener = likely + noise[bin] == 0 ? 1 : likely / (likely + noise[bin]);
      float gain = Math.max(least, wiener);
      decided[bin] = wiener * wiener * power[bin];
      gains[bin] = gain;
      sum += gain;
    }
    double mean = sum / gains.length;
    reading = Pcm.decibels(mean * mean);
  }

  private void synthesise(Channel channel) {
    for (int bin = 0; bin < gains.length; bin++) {
      channel.re[bin] *= gains[bin];
      channel.im[bin] *= gains[bin];
    }
    fft.inverse(channel.re, channel.im, block);
    System.arraycopy(channel.summed, hop, channel.summed, 0, block.length - hop);
    Arrays.fill(channel.summed, block.length - hop, block.length, 0);
    for (int i = 0; i < block.length; i++) {
      channel.summed[i] += block[i] * window[i] / WINDOW_SUM;
    }
  }
}
