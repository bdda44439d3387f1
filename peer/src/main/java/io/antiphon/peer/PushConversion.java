package io.antiphon.peer;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.FormatConversion;
import java.util.Arrays;

/**
 * Turns one utterance into another format, in time: what comes out begins with the first sample and
 * is as long as what went in, as if the filter had no delay.
 */
final class PushConversion {
  private final FormatConversion conversion;
  private short[] raw = new short[0];
  private short[] converted = new short[0];
  private int from;
  private int pending;
  private int toSkip;
  private long fed;
  private long produced;
  private boolean drained;

  PushConversion(AudioFormat from, AudioFormat to) {
    conversion = new FormatConversion(from, to);
    reset();
  }

  AudioFormat format() {
    return conversion.from();
  }

  /** Begins another utterance. */
  void reset() {
    conversion.reset();
    toSkip = conversion.latencySamples();
    pending = 0;
    fed = 0;
    produced = 0;
    drained = false;
  }

  /** Whether its utterance has come to its end, and all of that was taken. */
  boolean isOver() {
    return drained && pending == 0;
  }

  /** Takes what is ready, up to so many samples per channel. */
  int take(short[] pcm, int offset, int samples) {
    int channels = conversion.to().channels();
    int part = Math.min(pending, samples);
    System.arraycopy(converted, from * channels, pcm, offset, part * channels);
    from += part;
    pending -= part;
    return part;
  }

  /** How many samples per channel make so many ready, when none are. */
  int inputFor(int samples) {
    return conversion.inputFor(samples + toSkip);
  }

  /** Where to put samples for {@link #feed}. */
  short[] room(int samplesPerChannel) {
    int length = samplesPerChannel * conversion.from().channels();
    if (raw.length < length) {
      raw = new short[length];
    }
    return raw;
  }

  /** Puts in what stands in {@link #room}; all that was ready has been taken. */
  void feed(int samplesPerChannel) {
    fed += samplesPerChannel;
    convert(samplesPerChannel);
  }

  /** Makes ready what is left in the filter, once; false if that is nothing. */
  boolean drain() {
    if (fed == 0 || drained) {
      return false;
    }
    drained = true;
    long toHz = conversion.to().sampleRateHz();
    int fromHz = conversion.from().sampleRateHz();
    int left = Math.toIntExact((fed * toHz + fromHz - 1) / fromHz - produced);
    if (left <= 0) {
      return false;
    }
    int input = inputFor(left);
    Arrays.fill(room(input), 0, input * conversion.from().channels(), (short) 0);
    convert(input);
    pending = Math.min(pending, left);
    return pending > 0;
  }

  private void convert(int samplesPerChannel) {
    int out = conversion.outputFor(samplesPerChannel);
    int length = out * conversion.to().channels();
    if (converted.length < length) {
      converted = new short[length];
    }
    conversion.convert(raw, 0, samplesPerChannel, converted, 0);
    from = Math.min(toSkip, out);
    toSkip -= from;
    pending = out - from;
    produced += pending;
  }
}
