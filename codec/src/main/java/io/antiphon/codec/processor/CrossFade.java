package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stages being replaced by others: for a while both hear the same, first to let the new ones fill
 * their delays and forget that they began from nothing, then to fade from the old to the new.
 */
final class CrossFade {
  /** Time for a filter to settle, on top of what the new stages are late. */
  private static final int SETTLE_MILLIS = 20;

  private static final int FADE_MILLIS = 10;

  private final Line from;
  private final Line to;
  private final boolean sameFormat;
  private final float[] rise;
  private AudioFrame copy;
  private int settling;

  /** Samples given to the new stages, and made by them. */
  private long fed;

  private long made;

  /** What the new stages have made ahead of their time, and nobody has heard; null for nothing. */
  private @Nullable AudioFrame ahead;

  private int position;

  CrossFade(Line from, Line to) {
    AudioFormat input = to.input();
    this.from = from;
    this.to = to;
    this.copy = new AudioFrame(input, 0);
    sameFormat = from.output().equals(to.output());
    rise = new float[Math.max(1, to.output().samplesPerChannel(FADE_MILLIS))];
    for (int i = 0; i < rise.length; i++) {
      rise[i] = (float) (0.5 - 0.5 * Math.cos(Math.PI * (i + 1) / (rise.length + 1)));
    }
    settling = sameFormat ? input.samplesPerChannel(SETTLE_MILLIS) + to.latencySamples(input) : 0;
  }

  /** Whether only the new stages are heard. */
  boolean isDone() {
    return position >= rise.length;
  }

  AudioFrame run(AudioFrame frame, long frameNanos) {
    int samples = frame.samplesPerChannel();
    if (copy.capacityPerChannel() < samples) {
      copy = new AudioFrame(frame.format(), samples);
    }
    copy.setSamplesPerChannel(samples);
    System.arraycopy(frame.samples(), 0, copy.samples(), 0, frame.length());
    AudioFrame old = from.run(copy, frameNanos);
    AudioFrame next = to.run(frame, frameNanos);
    if (settling > 0) {
      settling -= samples;
      fed += samples;
      made += next.samplesPerChannel();
      if (settling <= 0) {
        ahead = surplus(next);
      }
      return old;
    }
    AudioFrame result = joined(ahead, next);
    ahead = null;
    fade(old, result);
    return result;
  }

  /**
   * The samples at the end of a frame that are ahead of their time: conversions of odd rates make a
   * few too many now and too few later.
   */
  private @Nullable AudioFrame surplus(AudioFrame next) {
    long rate = from.input().sampleRateHz();
    long due = Math.floorDiv(fed * to.output().sampleRateHz() + rate - 1, rate);
    int count = (int) Math.min(made - due, next.samplesPerChannel());
    if (!sameFormat || count <= 0) {
      return null;
    }
    int first = (next.samplesPerChannel() - count) * next.format().channels();
    return AudioFrame.of(next.format(), Arrays.copyOfRange(next.samples(), first, next.length()));
  }

  private static AudioFrame joined(@Nullable AudioFrame first, AudioFrame second) {
    if (first == null) {
      return second;
    }
    short[] both = Arrays.copyOf(first.samples(), first.length() + second.length());
    System.arraycopy(second.samples(), 0, both, first.length(), second.length());
    return AudioFrame.of(second.format(), both);
  }

  private void fade(AudioFrame old, AudioFrame next) {
    int channels = next.format().channels();
    int audible = sameFormat ? old.length() : 0;
    int count = Math.min(rise.length - position, next.samplesPerChannel());
    for (int i = 0, at = 0; i < count; i++, position++) {
      for (int channel = 0; channel < channels; channel++, at++) {
        float before = at < audible ? old.samples()[at] : 0;
        float after = next.samples()[at];
        next.samples()[at] = Pcm.saturate(before + (after - before) * rise[position]);
      }
    }
  }

  void reset() {
    from.reset();
    to.reset();
  }
}
