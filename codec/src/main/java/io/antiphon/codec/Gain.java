package io.antiphon.codec;

/**
 * Makes louder or softer by a number of decibels. A change glides over one frame, so it does not
 * click; what becomes too loud is limited as {@link SoftLimiter} does it.
 *
 * <p>{@link #setDecibels} may be called by any thread while another processes.
 */
public final class Gain implements AudioProcessor {
  private static final double MIN_DB = -120;
  private static final double MAX_DB = 60;

  private final SoftLimiter limiter = new SoftLimiter();
  private volatile float target;
  private float current;
  private int[] amplified = new int[0];

  /**
   * A gain that applies from the first sample.
   *
   * @param decibels -120 to 60; 0 changes nothing
   */
  public Gain(double decibels) {
    setDecibels(decibels);
    current = target;
  }

  /**
   * Changes the gain, from the next frame on.
   *
   * @throws IllegalArgumentException if it is not within -120 to 60
   */
  public void setDecibels(double decibels) {
    if (!(decibels >= MIN_DB && decibels <= MAX_DB)) {
      throw new IllegalArgumentException("a gain of " + decibels + " dB");
    }
    target = (float) Math.pow(10, decibels / 20);
  }

  @Override
  public AudioFrame process(AudioFrame frame) {
    float goal = target;
    int channels = frame.format().channels();
    if (amplified.length < frame.length()) {
      amplified = new int[frame.length()];
    }
    short[] samples = frame.samples();
    float step = frame.samplesPerChannel() == 0 ? 0 : (goal - current) / frame.samplesPerChannel();
    for (int i = 0, at = 0; i < frame.samplesPerChannel(); i++) {
      current += step;
      for (int channel = 0; channel < channels; channel++, at++) {
        amplified[at] = Math.round(samples[at] * current);
      }
    }
    if (frame.samplesPerChannel() > 0) {
      current = goal;
    }
    limiter.limit(amplified, frame.format(), frame.samplesPerChannel(), samples, 0);
    return frame;
  }

  @Override
  public void reset() {
    current = target;
    limiter.reset();
  }
}
