package io.antiphon.codec.g711;

import java.util.Arrays;

/**
 * Conceals losses by repeating the last pitch period, fading out. The simple half of what G.711
 * appendix I does: no overlap-add where the audio comes back, but a short glide.
 */
final class PitchRepetition {
  private static final int HISTORY = 400;

  /** 200 Hz to 66 Hz at 8 kHz: the pitch range of appendix I. */
  private static final int SHORTEST_PERIOD = 40;

  private static final int LONGEST_PERIOD = 120;
  private static final int COMPARED = 160;
  private static final int FADE = 480;
  private static final int GLIDE = 16;

  /** The newest sample is the last. */
  private final short[] history = new short[HISTORY];

  private int period;
  private int concealed;

  /** Remembers what was decoded; the first of it after a loss glides away from what was made up. */
  void heard(short[] pcm, int offset, int length) {
    if (concealed > 0) {
      for (int i = 0; i < Math.min(GLIDE, length); i++) {
        int madeUp = next();
        pcm[offset + i] = (short) (madeUp + (pcm[offset + i] - madeUp) * (i + 1) / (GLIDE + 1));
      }
      concealed = 0;
    }
    int kept = Math.min(length, HISTORY);
    System.arraycopy(history, kept, history, 0, HISTORY - kept);
    System.arraycopy(pcm, offset + length - kept, history, HISTORY - kept, kept);
  }

  void conceal(short[] pcm, int offset, int length) {
    if (concealed == 0 && length > 0) {
      period = likeliestPeriod();
    }
    for (int i = 0; i < length; i++) {
      pcm[offset + i] = next();
    }
    if (concealed >= FADE) {
      Arrays.fill(history, (short) 0);
    }
  }

  private short next() {
    int from = HISTORY - period + concealed % period;
    int left = Math.max(0, FADE - concealed);
    // Counted no further than the fade needs, in whole periods, so that it cannot overflow.
    concealed = concealed >= FADE ? FADE : concealed + 1;
    return (short) (history[from] * left / FADE);
  }

  /** The lag at which the last 20 ms most resemble what came before them. */
  private int likeliestPeriod() {
    int best = SHORTEST_PERIOD;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int lag = SHORTEST_PERIOD; lag <= LONGEST_PERIOD; lag++) {
      long product = 0;
      long energy = 1;
      for (int i = HISTORY - COMPARED; i < HISTORY; i++) {
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
