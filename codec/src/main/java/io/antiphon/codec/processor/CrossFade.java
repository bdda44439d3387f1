package io.antiphon.codec.processor;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;

/**
 * Stages being replaced by others: for a while both hear the same, first to let the new ones fill
 * their delays and forget that they began from nothing, then to fade from the old to the new.
 */
final class CrossFade {
  /** Time for a filter to settle, on top of what the new stages are late. */
  private static final int SETTLE_MILLIS = 20;

  private static final int FADE_MILLIS = 10;

  /** How long to wait for a moment at which the new stages are not ahead of their time. */
  private static final int PATIENCE_MILLIS = 200;

  private final Line from;
  private final Line to;
  private final boolean sameFormat;
  private final float[] rise;
  private AudioFrame copy;
  private int settling;

  /** Samples given to the new stages, and made by them. */
  private long fed;

  private long made;
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
    if (position == 0 && (settling > 0 || isAhead())) {
      settling -= samples;
      fed += samples;
      made += next.samplesPerChannel();
      return old;
    }
    fade(old, next);
    return next;
  }

  /**
   * Conversions of odd rates are ahead by a few samples now and then. Taken over just then, they
   * would make too little of what follows.
   */
  private boolean isAhead() {
    long rate = from.input().sampleRateHz();
    long due = Math.floorDiv(fed * to.output().sampleRateHz() + rate - 1, rate);
    return sameFormat && made > due && settling > -from.input().samplesPerChannel(PATIENCE_MILLIS);
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
