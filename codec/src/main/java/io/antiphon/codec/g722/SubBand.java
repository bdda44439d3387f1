package io.antiphon.codec.g722;

import static io.antiphon.codec.g722.AdaptivePredictor.saturated;

/**
 * One half of the spectrum as adaptive differential PCM (ITU-T G.722 §3 and §4): six bits per
 * sample below 4 kHz, two above, with a step that follows the signal's loudness.
 */
final class SubBand {
  /** Decision levels of the lower band's quantiser, in units of the step (table 5/G.722). */
  private static final int[] LOW_LEVELS = {
    35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1_023,
    1_121, 1_219, 1_339, 1_458, 1_612, 1_765, 1_980, 2_195, 2_557, 2_919
  };

  private static final int HIGH_LEVEL = 564;

  /** What each six-bit code of the lower band stands for; the first four are never sent. */
  private static final int[] LOW_6_BIT = {
    -136, -136, -136, -136, -24_808, -21_904, -19_008, -16_704, -14_984, -13_512, -12_280, -11_192,
    -10_232, -9_360, -8_576, -7_856, -7_192, -6_576, -6_000, -5_456, -4_944, -4_464, -4_008, -3_576,
    -3_168, -2_776, -2_400, -2_032, -1_688, -1_360, -1_040, -728, 24_808, 21_904, 19_008, 16_704,
    14_984, 13_512, 12_280, 11_192, 10_232, 9_360, 8_576, 7_856, 7_192, 6_576, 6_000, 5_456, 4_944,
    4_464, 4_008, 3_576, 3_168, 2_776, 2_400, 2_032, 1_688, 1_360, 1_040, 728, 432, 136, -432, -136
  };

  /** The same of its upper four bits, from which both sides predict. */
  private static final int[] LOW_4_BIT = {
    0, -20_456, -12_896, -8_968, -6_288, -4_240, -2_584, -1_200, 20_456, 12_896, 8_968, 6_288,
    4_240, 2_584, 1_200, 0
  };

  private static final int[] HIGH_2_BIT = {-7_408, -1_616, 7_408, 1_616};

  /** By how much each code makes the step grow, in 1/2048 of an octave, or shrink. */
  private static final int[] LOW_GROWTH = {
    -60, 3_042, 1_198, 538, 334, 172, 58, -30, 3_042, 1_198, 538, 334, 172, 58, -30, -60
  };

  private static final int[] HIGH_GROWTH = {798, -214, 798, -214};

  /** 2048 · 2^(i/32): the step's fraction of an octave. */
  private static final int[] EXPONENTIAL = new int[32];

  static {
    for (int i = 0; i < EXPONENTIAL.length; i++) {
      EXPONENTIAL[i] = (int) (2_048 * Math.pow(2, i / 32.0) + 0.5);
    }
  }

  private static final int MOST = 16_383;

  private final boolean low;
  private final AdaptivePredictor predictor = new AdaptivePredictor();
  private int logStep;
  private int step;

  private SubBand(boolean low) {
    this.low = low;
    step = low ? 32 : 8;
  }

  /** 0 to 4 kHz. */
  static SubBand low() {
    return new SubBand(true);
  }

  /** 4 to 8 kHz. */
  static SubBand high() {
    return new SubBand(false);
  }

  /** The code of a sample of 15 bits: 4 to 63 of the low band, 0 to 3 of the high. */
  int encode(int sample) {
    int off = saturated(sample - predictor.prediction());
    boolean negative = off < 0;
    int magnitude = negative ? ~off : off;
    int code = low ? lowCode(magnitude, negative) : highCode(magnitude, negative);
    adapt(code);
    return code;
  }

  private int lowCode(int magnitude, boolean negative) {
    int interval = 0;
    while (interval < LOW_LEVELS.length && magnitude >= (LOW_LEVELS[interval] * step) >> 12) {
      interval++;
    }
    if (negative) {
      return interval < 2 ? 63 - interval : 33 - interval;
    }
    return 61 - interval;
  }

  private int highCode(int magnitude, boolean negative) {
    int interval = magnitude >= (HIGH_LEVEL * step) >> 12 ? 1 : 0;
    return (negative ? 1 : 3) - interval;
  }

  /** The sample of 15 bits that a code stands for. */
  int decode(int code) {
    int off = ((low ? LOW_6_BIT[code] : HIGH_2_BIT[code]) * step) >> 15;
    int sample = predictor.prediction() + off;
    adapt(code);
    return Math.max(-MOST - 1, Math.min(MOST, sample));
  }

  private void adapt(int code) {
    int coarse = low ? code >> 2 : code;
    int off = ((low ? LOW_4_BIT[coarse] : HIGH_2_BIT[coarse]) * step) >> 15;
    predictor.learn(off);
    int growth = low ? LOW_GROWTH[coarse] : HIGH_GROWTH[coarse];
    int most = low ? 18_432 : 22_528;
    logStep = Math.max(0, Math.min(most, ((logStep * 127) >> 7) + growth));
    int octavesDown = (low ? 8 : 10) - (logStep >> 11);
    int mantissa = EXPONENTIAL[(logStep >> 6) & 31];
    step = (octavesDown < 0 ? mantissa << -octavesDown : mantissa >> octavesDown) << 2;
  }
}
