package io.antiphon.codec.processor;

import java.util.Arrays;

/**
 * The power of the background noise in each bin of a spectrum, by minimum statistics (R. Martin,
 * "Noise power spectral density estimation based on optimal smoothing and minimum statistics",
 * 2001, here with constant smoothing): speech leaves gaps in every bin, so the least power in the
 * last 1.6 s is noise, and less than its mean by a known factor.
 *
 * <p>A steady tone leaves no gaps either. Noise is smooth over frequency, a tone stands out of it:
 * what is 9 dB above the median of its neighbours is not believed to be noise.
 */
final class NoiseEstimate {
  private static final double WINDOW_SECONDS = 1.6;
  private static final int PARTS = 8;
  private static final double SMOOTHING_SECONDS = 0.05;
  private static final int NEIGHBOURS = 16;
  private static final float TONE_ABOVE_MEDIAN = 8;

  /** The mean of white noise relative to the least that is seen of it; measured. */
  private static final float MEAN_OF_LEAST = 2.2f;

  /** In units of a sample's power; numbers that are smaller still would slow the processor down. */
  private static final float INAUDIBLE = 1e-20f;

  private final int bins;
  private final float smoothing;
  private final int spectraPerPart;

  private final float[] smoothed;
  private final float[] leastOfPart;
  private final float[][] leastOfParts;
  private final float[] least;
  private final float[] medians;
  private final float[] sorted = new float[NEIGHBOURS];
  private int part;
  private int spectra;
  private boolean begun;

  /**
   * An estimate of nothing.
   *
   * @param spectraPerSecond how often {@link #accept} will be called
   */
  NoiseEstimate(int bins, double spectraPerSecond) {
    this.bins = bins;
    smoothing = (float) (1 - Math.exp(-1 / (SMOOTHING_SECONDS * spectraPerSecond)));
    spectraPerPart = Math.max(1, (int) Math.round(WINDOW_SECONDS / PARTS * spectraPerSecond));
    smoothed = new float[bins];
    leastOfPart = new float[bins];
    leastOfParts = new float[PARTS][bins];
    least = new float[bins];
    medians = new float[bins / NEIGHBOURS];
    reset();
  }

  void reset() {
    begun = false;
    part = 0;
    spectra = 0;
    Arrays.fill(leastOfPart, Float.MAX_VALUE);
    Arrays.fill(least, Float.MAX_VALUE);
    for (float[] each : leastOfParts) {
      Arrays.fill(each, Float.MAX_VALUE);
    }
  }

  /** Takes the power of each bin, and writes how much of it is noise. */
  void accept(float[] power, float[] noise) {
    for (int bin = 0; bin < bins; bin++) {
      float now = smoothed[bin] + (power[bin] - smoothed[bin]) * smoothing;
      now = begun ? now : power[bin];
      now = now < INAUDIBLE ? 0 : now;
      smoothed[bin] = now;
      leastOfPart[bin] = Math.min(leastOfPart[bin], now);
      least[bin] = Math.min(least[bin], now);
      noise[bin] = MEAN_OF_LEAST * least[bin];
    }
    begun = true;
    if (++spectra == spectraPerPart) {
      endPart();
    }
    limitTones(noise);
  }

  private void endPart() {
    spectra = 0;
    System.arraycopy(leastOfPart, 0, leastOfParts[part], 0, bins);
    part = (part + 1) % PARTS;
    Arrays.fill(leastOfPart, Float.MAX_VALUE);
    Arrays.fill(least, Float.MAX_VALUE);
    for (float[] each : leastOfParts) {
      for (int bin = 0; bin < bins; bin++) {
        least[bin] = Math.min(least[bin], each[bin]);
      }
    }
    for (int group = 0; group < medians.length; group++) {
      System.arraycopy(least, group * NEIGHBOURS, sorted, 0, NEIGHBOURS);
      Arrays.sort(sorted);
      medians[group] = TONE_ABOVE_MEDIAN * MEAN_OF_LEAST * sorted[NEIGHBOURS / 2];
    }
  }

  private void limitTones(float[] noise) {
    for (int group = 0; group < medians.length; group++) {
      // 0 until the first part has ended: nothing is known yet of what stands out
      float most = medians[group] == 0 ? Float.MAX_VALUE : medians[group];
      for (int bin = group * NEIGHBOURS; bin < (group + 1) * NEIGHBOURS; bin++) {
        noise[bin] = Math.min(noise[bin], most);
      }
    }
  }
}
