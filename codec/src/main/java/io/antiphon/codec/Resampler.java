package io.antiphon.codec;

import java.util.Arrays;

/**
 * Changes the sample rate by any rational ratio: a polyphase, Kaiser-windowed sinc.
 *
 * <p>Flat to 0.05 dB up to 0.88 of the lower of the two Nyquist frequencies, and at least 80 dB
 * down above it, for images (rate up) and aliases (rate down) alike. The phase is linear.
 *
 * <p>It streams: any chunk size gives the same samples, and after {@code n} samples in, exactly
 * {@code ceil(n × to / from)} have come out, so an hour in is an hour out. What comes out is late
 * by {@link #latencyNanos}; to hear the very last sound put in, put in that much silence behind it.
 *
 * <p>One thread. It allocates when it is made, and never after.
 */
public final class Resampler {
  private static final int BLOCK = 480;

  private final int fromHz;
  private final int toHz;
  private final int channels;
  private final PolyphaseFilter filter;

  /** Per channel: the last {@code taps - 1} samples, then those of the block at work. */
  private final float[][] history;

  private final float[] onePhase = new float[BLOCK];

  /** Input samples to take before the next output, and its phase. */
  private int waiting;

  private int phase;

  /**
   * A resampler with silence behind it.
   *
   * @param fromHz rate of what goes in
   * @param toHz rate of what comes out; equal rates pass through, untouched and without latency
   * @param channels interleaved channels, at least 1
   * @throws IllegalArgumentException if a rate or the number of channels is not positive, or the
   *     ratio in lowest terms is so odd that the filter would need more than 5 million coefficients
   *     (the oddest that is taken, such as 44,101 to 48,000, takes half a second to work out)
   */
  public Resampler(int fromHz, int toHz, int channels) {
    if (fromHz <= 0 || toHz <= 0 || channels <= 0) {
      throw new IllegalArgumentException(
          "from " + fromHz + " Hz to " + toHz + " Hz, " + channels + " channels");
    }
    this.fromHz = fromHz;
    this.toHz = toHz;
    this.channels = channels;
    this.filter = PolyphaseFilter.of(fromHz, toHz);
    this.history = new float[channels][filter.taps() - 1 + BLOCK];
    reset();
  }

  /** Forgets the past: silence behind it, as when it was made. */
  public void reset() {
    for (float[] channel : history) {
      Arrays.fill(channel, 0);
    }
    waiting = 1;
    phase = 0;
  }

  /** By how much a sound comes out later than it went in, in nanoseconds. */
  public long latencyNanos() {
    return latencyInputSamples() * 1_000_000_000L / fromHz;
  }

  /** The same in samples of the rate that goes in; exact. */
  public int latencyInputSamples() {
    return isPassThrough() ? 0 : filter.taps() / 2;
  }

  /** The least number of input samples per channel that makes this many come out from here on. */
  public int inputFor(int outputSamples) {
    if (outputSamples <= 0) {
      return 0;
    }
    long steps = (phase + (long) (outputSamples - 1) * filter.decimation()) / filter.phases();
    return Math.toIntExact(waiting + steps);
  }

  /** How many samples per channel {@link #process} would write, given this many now. */
  public int outputFor(int inputSamples) {
    if (inputSamples < waiting) {
      return 0;
    }
    long position = (long) (inputSamples - waiting) * filter.phases() + filter.phases() - 1 - phase;
    return Math.toIntExact(position / filter.decimation() + 1);
  }

  /**
   * Puts samples in and takes out what they make.
   *
   * @param in interleaved samples; only read
   * @param inOffset index of the first
   * @param samplesPerChannel how many; any number from 0
   * @param out receives interleaved samples; another array than {@code in}
   * @param outOffset index of the first
   * @return samples per channel written: {@link #outputFor} of what was put in
   * @throws IndexOutOfBoundsException if {@code out} is too short; state is then undefined
   */
  public int process(short[] in, int inOffset, int samplesPerChannel, short[] out, int outOffset) {
    if (isPassThrough()) {
      System.arraycopy(in, inOffset, out, outOffset, samplesPerChannel * channels);
      return samplesPerChannel;
    }
    int written = 0;
    for (int done = 0; done < samplesPerChannel; ) {
      int block = Math.min(BLOCK, samplesPerChannel - done);
      load(in, inOffset + done * channels, block);
      int at = outOffset + written * channels;
      written += filter.decimation() == 1 ? interpolate(block, out, at) : filter(block, out, at);
      for (float[] channel : history) {
        System.arraycopy(channel, block, channel, 0, filter.taps() - 1);
      }
      done += block;
    }
    return written;
  }

  private boolean isPassThrough() {
    return fromHz == toHz;
  }

  private void load(short[] in, int inOffset, int block) {
    for (int c = 0; c < channels; c++) {
      float[] channel = history[c];
      int from = inOffset + c;
      int to = filter.taps() - 1;
      for (int i = 0; i < block; i++) {
        channel[to + i] = in[from];
        from += channels;
      }
    }
  }

  /** Whole multiples of the rate: every phase answers once for every sample. */
  private int interpolate(int block, short[] out, int outOffset) {
    int stride = filter.phases() * channels;
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < filter.phases(); p++) {
        filter.applyToAll(p, history[c], onePhase, block);
        int at = outOffset + p * channels + c;
        for (int i = 0; i < block; i++) {
          out[at + i * stride] = saturate(onePhase[i]);
        }
      }
    }
    return block * filter.phases();
  }

  private int filter(int block, short[] out, int outOffset) {
    int at = outOffset;
    int written = 0;
    // The newest sample an output sees is number `waiting` of the block, counted from 1.
    while (waiting <= block) {
      for (int c = 0; c < channels; c++) {
        out[at++] = saturate(filter.apply(phase, history[c], waiting - 1));
      }
      written++;
      phase += filter.decimation();
      waiting += phase / filter.phases();
      phase %= filter.phases();
    }
    waiting -= block;
    return written;
  }

  private static short saturate(float sample) {
    int rounded = Math.round(sample);
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, rounded));
  }
}
