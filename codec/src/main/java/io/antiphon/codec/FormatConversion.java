package io.antiphon.codec;

/**
 * From one format to another: channels mixed ({@link ChannelMix}), rate changed ({@link
 * Resampler}), in the order that costs less. It streams: any chunk size gives the same samples.
 *
 * <p>One thread. Allocates only when a chunk is larger than any before it.
 */
public final class FormatConversion implements AudioProcessor {
  private final AudioFormat from;
  private final AudioFormat to;
  private final boolean mixFirst;
  private final Resampler resampler;
  private short[] between = new short[0];
  private AudioFrame output;

  /**
   * A conversion with silence behind it.
   *
   * @throws IllegalArgumentException for a ratio of rates that {@link Resampler} refuses
   */
  public FormatConversion(AudioFormat from, AudioFormat to) {
    this.from = from;
    this.to = to;
    this.mixFirst = to.channels() < from.channels();
    this.resampler =
        new Resampler(
            from.sampleRateHz(), to.sampleRateHz(), Math.min(from.channels(), to.channels()));
    this.output = new AudioFrame(to, 0);
  }

  /** What goes in. */
  public AudioFormat from() {
    return from;
  }

  /** What comes out. */
  public AudioFormat to() {
    return to;
  }

  /** {@link Resampler#inputFor} of the rates. */
  public int inputFor(int outputSamples) {
    return resampler.inputFor(outputSamples);
  }

  /** {@link Resampler#outputFor} of the rates. */
  public int outputFor(int inputSamples) {
    return resampler.outputFor(inputSamples);
  }

  /** {@link Resampler#latencyInputSamples} of the rates. */
  int latencyInputSamples() {
    return resampler.latencyInputSamples();
  }

  /** By how many of its own samples per channel the output is late, rounded up. */
  @Override
  public int latencySamples() {
    return -Math.floorDiv(
        -resampler.latencyInputSamples() * to.sampleRateHz(), from.sampleRateHz());
  }

  /**
   * Converts a stretch.
   *
   * @param samplesPerChannel how many of {@link #from}, any number from 0
   * @param out receives them interleaved; another array than {@code in}
   * @return samples per channel of {@link #to} written: {@link #outputFor} of what was put in
   */
  public int convert(short[] in, int inOffset, int samplesPerChannel, short[] out, int outOffset) {
    int outgoing = resampler.outputFor(samplesPerChannel);
    if (from.channels() == to.channels()) {
      return resampler.process(in, inOffset, samplesPerChannel, out, outOffset);
    }
    if (mixFirst) {
      short[] mixed = between(samplesPerChannel * to.channels());
      ChannelMix.mix(in, inOffset, from.channels(), mixed, 0, to.channels(), samplesPerChannel);
      return resampler.process(mixed, 0, samplesPerChannel, out, outOffset);
    }
    short[] resampled = between(outgoing * from.channels());
    resampler.process(in, inOffset, samplesPerChannel, resampled, 0);
    ChannelMix.mix(resampled, 0, from.channels(), out, outOffset, to.channels(), outgoing);
    return outgoing;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the frame is not in the format {@link #from}
   */
  @Override
  public AudioFrame process(AudioFrame frame) {
    if (!frame.format().equals(from)) {
      throw new IllegalArgumentException(frame.format() + " in a conversion from " + from);
    }
    if (from.equals(to)) {
      return frame;
    }
    int outgoing = outputFor(frame.samplesPerChannel());
    if (output.capacityPerChannel() < outgoing) {
      output = new AudioFrame(to, outgoing);
    }
    convert(frame.samples(), 0, frame.samplesPerChannel(), output.samples(), 0);
    output.setSamplesPerChannel(outgoing);
    return output;
  }

  @Override
  public AudioFormat outputFormat(AudioFormat input) {
    return to;
  }

  @Override
  public void reset() {
    resampler.reset();
  }

  private short[] between(int length) {
    if (between.length < length) {
      between = new short[length];
    }
    return between;
  }
}
