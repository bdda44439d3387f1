package io.antiphon.codec;

/**
 * How far speech is from what it should be, both mono at 48 kHz: two measures over frames of 20 ms,
 * those left out in which nothing is said.
 */
public final class SpeechQuality {
  public static final int FRAME = 960;

  private static final int BINS = 160; // of 50 Hz
  private static final double ACTIVE_RMS = 300;
  private static final double FLOOR = 1e3;
  private static final double LEAST_DB = -10;
  private static final double MOST_DB = 35;
  private static final int NEAR = 12;
  private static final double[] COSINES = new double[FRAME];

  static {
    for (int i = 0; i < FRAME; i++) {
      COSINES[i] = Math.cos(2 * Math.PI * i / FRAME);
    }
  }

  private SpeechQuality() {}

  /** Whether anything is said in the frame that begins there. */
  public static boolean isActive(short[] pcm, int at) {
    return energy(pcm, at) > FRAME * ACTIVE_RMS * ACTIVE_RMS;
  }

  private static double energy(short[] pcm, int at) {
    double sum = 0;
    for (int i = at; i < at + FRAME; i++) {
      sum += pcm[i] * (double) pcm[i];
    }
    return sum;
  }

  /** Of one frame: the ratio of the wanted signal to its difference, dB within -10 and 35. */
  public static double snrDb(short[] wanted, short[] heard, int at) {
    double noise = 1;
    for (int i = at; i < at + FRAME; i++) {
      double difference = wanted[i] - heard[i];
      noise += difference * difference;
    }
    return Math.max(LEAST_DB, Math.min(MOST_DB, 10 * Math.log10(energy(wanted, at) / noise)));
  }

  /** Of one frame: the root mean square distance of the spectra up to 8 kHz, in dB. */
  public static double spectralDistanceDb(short[] wanted, int at, short[] heard, int heardAt) {
    double sum = 0;
    for (int bin = 1; bin <= BINS; bin++) {
      double distance = 10 * Math.log10(power(wanted, at, bin) / power(heard, heardAt, bin));
      sum += distance * distance;
    }
    return Math.sqrt(sum / BINS);
  }

  private static double power(short[] pcm, int at, int bin) {
    double real = 0;
    double imaginary = 0;
    int quarter = FRAME * 3 / 4;
    for (int i = 0; i < FRAME; i++) {
      double windowed = pcm[at + i] * (0.5 - 0.5 * COSINES[i]);
      int phase = i * bin % FRAME;
      real += windowed * COSINES[phase];
      imaginary += windowed * COSINES[(phase + quarter) % FRAME];
    }
    return (real * real + imaginary * imaginary) / FRAME + FLOOR;
  }

  /**
   * Where a frame of what was heard comes from.
   *
   * @param from where it is looked for first: 15 ms to both sides
   * @return index in {@code wanted}
   */
  public static int find(short[] wanted, int from, short[] heard, int at) {
    int best = from;
    double most = -1;
    int reach = FRAME * 3 / 4;
    for (int shift = -reach; shift <= reach; shift += NEAR / 4) {
      int start = from + shift;
      if (start < 0 || start + FRAME > wanted.length) {
        continue;
      }
      double product = 0;
      for (int i = 0; i < FRAME; i += 3) {
        product += wanted[start + i] * (double) heard[at + i];
      }
      double likeness = product / Math.sqrt(energy(wanted, start) + 1);
      if (likeness > most) {
        most = likeness;
        best = start;
      }
    }
    return best;
  }
}
