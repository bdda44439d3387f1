package io.antiphon.codec;

/**
 * Finds where one stretch of PCM most resembles another: the place with the highest normalised
 * cross-correlation, first on a coarse copy at about 8 kHz, then sample by sample around what was
 * found. Positions count samples per channel. Allocates only when it is made.
 */
final class LikenessSearch {
  private static final int COARSE_RATE_HZ = 8_000;

  /** What is this much of the best is as good: then the wished-for end of the range decides. */
  private static final double AS_GOOD = 0.98;

  private final int channels;
  private final int step;
  private final float[] coarseWanted;
  private final float[] coarseAmong;
  private final double[] scores;
  private int shift;
  private double likeness;

  /**
   * A search.
   *
   * @param longest the most samples per channel that are looked at, the shifts included
   */
  LikenessSearch(AudioFormat format, int longest) {
    channels = format.channels();
    step = Math.max(1, format.sampleRateHz() / COARSE_RATE_HZ);
    coarseWanted = new float[longest / step + 1];
    coarseAmong = new float[longest / step + 1];
    scores = new double[longest / step + 1];
  }

  /**
   * Looks for {@code wanted} from {@code wantedFrom} on, {@code length} long, in {@code among} from
   * {@code amongFrom} on, at shifts from 0 to {@code mostShift}. {@link #shift} and {@link
   * #likeness} then tell what was found. Of places that are equally good (a periodic signal has
   * many) it is the last, or if {@code early} the first.
   */
  void find(
      short[] wanted,
      int wantedFrom,
      short[] among,
      int amongFrom,
      int mostShift,
      int length,
      boolean early) {
    int coarseLength = length / step;
    int coarseShifts = mostShift / step;
    shrink(wanted, wantedFrom, coarseLength, coarseWanted);
    shrink(among, amongFrom, coarseLength + coarseShifts, coarseAmong);
    score(coarseLength, coarseShifts);
    int coarse = choose(coarseShifts, early) * step;
    int first = Math.max(0, coarse - step);
    int last = Math.min(mostShift, coarse + step);
    likeness = Double.NEGATIVE_INFINITY;
    for (int each = first; each <= last; each++) {
      double found = likeness(wanted, wantedFrom, among, amongFrom + each, length);
      if (found > likeness) {
        likeness = found;
        shift = each;
      }
    }
  }

  private void shrink(short[] pcm, int from, int count, float[] coarse) {
    int index = from * channels;
    for (int i = 0; i < count; i++) {
      int sum = 0;
      for (int k = 0; k < step * channels; k++) {
        sum += pcm[index++];
      }
      coarse[i] = sum;
    }
  }

  private void score(int length, int shifts) {
    double energy = 0;
    for (int i = 0; i < length; i++) {
      energy += coarseAmong[i] * coarseAmong[i];
    }
    for (int each = 0; each <= shifts; each++) {
      float product = 0;
      for (int i = 0; i < length; i++) {
        product += coarseWanted[i] * coarseAmong[each + i];
      }
      scores[each] = product / Math.sqrt(Math.max(1, energy));
      if (each < shifts) {
        float going = coarseAmong[each];
        float coming = coarseAmong[each + length];
        energy += coming * coming - going * going;
      }
    }
  }

  private int choose(int shifts, boolean early) {
    double best = Double.NEGATIVE_INFINITY;
    for (int each = 0; each <= shifts; each++) {
      best = Math.max(best, scores[each]);
    }
    double enough = best > 0 ? AS_GOOD * best : best;
    int chosen = 0;
    for (int i = 0; i <= shifts; i++) {
      int each = early ? shifts - i : i; // the last that fits stays
      boolean risen = each == 0 || scores[each] >= scores[each - 1];
      boolean falls = each == shifts || scores[each] >= scores[each + 1];
      if (scores[each] >= enough && risen && falls) {
        chosen = each;
      }
    }
    return chosen;
  }

  private double likeness(short[] a, int aFrom, short[] b, int bFrom, int length) {
    long product = 0;
    long aEnergy = 0;
    long bEnergy = 0;
    int ai = aFrom * channels;
    int bi = bFrom * channels;
    for (int i = 0; i < length * channels; i++) {
      long x = a[ai + i];
      long y = b[bi + i];
      product += x * y;
      aEnergy += x * x;
      bEnergy += y * y;
    }
    if (aEnergy == 0 || bEnergy == 0) {
      return aEnergy == bEnergy ? 1 : 0;
    }
    return product / Math.sqrt((double) aEnergy * bEnergy);
  }

  /** Where it was found: samples per channel behind the start of what was searched. */
  int shift() {
    return shift;
  }

  /** How much alike the two are there: 1 the same, 0 nothing in common, -1 the opposite. */
  double likeness() {
    return likeness;
  }
}
