package io.antiphon.codec;

import java.util.Map;

/**
 * Measures how loud audio is, in dBov as RFC 6464 §3 carries it: 0 is the loudest a 16-bit stream
 * can be (a square wave at full scale; a sine at full scale is 3 dB below), 127 is silence, steps
 * are −1 dB. Over all channels together, not weighted.
 *
 * <p>As a processor it measures each frame and hands it on unchanged. One thread measures; the
 * values, those of the last frame, may be read by any.
 */
public final class LevelMeter implements AudioProcessor {
  /** The level of digital silence. */
  public static final int SILENCE_DBOV = 127;

  private volatile int levelDbov = SILENCE_DBOV;
  private volatile double rms;
  private volatile double peak;

  /** A meter that has heard nothing. */
  public LevelMeter() {}

  /**
   * The level of a stretch of PCM, without any state (RFC 6465 appendix A has the formula).
   *
   * @param length how many shorts, all channels together
   * @return 0 to 127, meaning so many −dBov; 127 if there are no samples
   */
  public static int levelDbov(short[] pcm, int offset, int length) {
    return toDbov(rms(pcm, offset, length));
  }

  /**
   * The root mean square of a stretch of PCM relative to full scale, 0 to 1.
   *
   * @param length how many shorts, all channels together; 0 gives 0
   */
  public static double rms(short[] pcm, int offset, int length) {
    long squares = 0;
    for (int i = offset; i < offset + length; i++) {
      squares += (long) pcm[i] * pcm[i];
    }
    return length == 0 ? 0 : Math.min(1, Math.sqrt((double) squares / length) / Short.MAX_VALUE);
  }

  /** The largest magnitude in a stretch of PCM relative to full scale, 0 to 1. */
  public static double peak(short[] pcm, int offset, int length) {
    int max = 0;
    for (int i = offset; i < offset + length; i++) {
      max = Math.max(max, Math.abs((int) pcm[i]));
    }
    return Math.min(1, (double) max / Short.MAX_VALUE);
  }

  /** Measures a stretch of PCM. */
  public void measure(short[] pcm, int offset, int length) {
    double measured = rms(pcm, offset, length);
    rms = measured;
    peak = peak(pcm, offset, length);
    levelDbov = toDbov(measured);
  }

  @Override
  public AudioFrame process(AudioFrame frame) {
    measure(frame.samples(), 0, frame.length());
    return frame;
  }

  /** Level of what was measured last: 0 to 127, meaning so many −dBov. */
  public int levelDbov() {
    return levelDbov;
  }

  /** Root mean square of what was measured last, relative to full scale: 0 to 1. */
  public double rms() {
    return rms;
  }

  /** Largest magnitude of what was measured last, relative to full scale: 0 to 1. */
  public double peak() {
    return peak;
  }

  /** {@code levelDbfs} (RMS, not below -127), {@code peakDbfs} likewise. */
  @Override
  public Map<String, Double> readings() {
    return Map.of("levelDbfs", toDbfs(rms), "peakDbfs", toDbfs(peak));
  }

  @Override
  public void reset() {
    levelDbov = SILENCE_DBOV;
    rms = 0;
    peak = 0;
  }

  private static int toDbov(double rms) {
    return (int) Math.round(-toDbfs(rms));
  }

  private static double toDbfs(double amplitude) {
    return Math.max(-SILENCE_DBOV, Math.min(0, 20 * Math.log10(amplitude)));
  }
}
