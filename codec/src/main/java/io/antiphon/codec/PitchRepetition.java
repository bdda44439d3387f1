package io.antiphon.codec;

import java.util.Arrays;

/**
 * Conceals losses by repeating the last pitch period, fading out. The simple half of what G.711
 * appendix I does: no overlap-add where the audio comes back, but a short glide. Mono; one thread;
 * allocates only when it is made.
 */
public final class PitchRepetition {
  private final int remembered;
  private final int shortestPeriod;
  private final int longestPeriod;
  private final int compared;
  private final int fade;
  private final int glide;

  /** The newest sample is the last. */
  private final short[] history;

  private int period;
  private int concealed;

  /** For mono at this rate, a multiple of 8,000 Hz. */
  public PitchRepetition(int sampleRateHz) {
    int perMilli = sampleRateHz / 1_000;
    remembered = 50 * perMilli;
    shortestPeriod = 5 * perMilli; // 200 Hz to 66 Hz: the pitch range of appendix I
    longestPeriod = 15 * perMilli;
    compared = 20 * perMilli;
    fade = 60 * perMilli;
    glide = 2 * perMilli;
    history = new short[remembered];
  }

  /** Remembers what was decoded; the first of it after a loss glides away from what was made up. */
  public void heard(short[] pcm, int offset, int length) {
    if (concealed > 0) {
      for (int i = 0; i < Math.min(glide, length); i++) {
        int madeUp = next();
        pcm[offset + i] = (short) (madeUp + (pcm[offset + i] - madeUp) * (i + 1) / (glide + 1));
      }
      concealed = 0;
    }
    int kept = Math.min(length, remembered);
    System.arraycopy(history, kept, history, 0, remembered - kept);
    System.arraycopy(pcm, offset + length - kept, history, remembered - kept, kept);
  }

  /** Goes on with what was heard, fading. */
  public void conceal(short[] pcm, int offset, int length) {
    if (concealed == 0 && length > 0) {
      period = likeliestPeriod();
    }
    for (int i = 0; i < length; i++) {
      pcm[offset + i] = next();
    }
    if (concealed >= fade) {
      Arrays.fill(history, (short) 0);
    }
  }

  private short next() {
    int from = remembered - period + concealed % period;
    int left = Math.max(0, fade - concealed);
    // Counted no further than the fade needs, in whole periods, so that it cannot overflow.
    concealed = concealed >= fade ? fade : concealed + 1;
    return (short) (history[from] * left / fade);
  }

  /** The lag at which the last 20 ms most resemble what came before them. */
  private int likeliestPeriod() {
    int best = shortestPeriod;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int lag = shortestPeriod; lag <= longestPeriod; lag++) {
      long product = 0;
      long energy = 1;
      for (int i = remembered - compared; i < remembered; i++) {
        product += history[i] * history[i - lag];
        energy += history[i - lag] * history[i - lag];
      }
      double score = product / Math.sqrt((double) energy);
      if (score > bestScore) {
        bestScore = score;
        best = lag;
      }
    }
    return best;
  }
}
