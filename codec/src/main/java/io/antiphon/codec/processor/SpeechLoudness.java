package io.antiphon.codec.processor;

/**
 * How loud somebody speaks, pauses not counted: the mean power of the last 0.4 s of sound, smoothed
 * over a second. Silence, and what is far below the speech so far, is not counted; unless it goes
 * on for two seconds, when the voice has become softer.
 */
final class SpeechLoudness {
  private static final int BLOCKS = 40;
  private static final int BLOCKS_UNTIL_SOFTER = 200;
  private static final double PAUSE_DB = 15;
  private static final double SUDDEN_DB = 4;

  /** For blocks of 10 ms: a time constant of a second, and 0.15 s when it is suddenly louder. */
  private static final double SMOOTHING = 1 - Math.exp(-0.01);

  private static final double SUDDEN_SMOOTHING = 1 - Math.exp(-0.01 / 0.15);

  private final double gateDb;
  private final double[] powers = new double[BLOCKS];
  private int counted;
  private int next;
  private int softBlocks;
  private double loudnessDb;

  /**
   * A loudness not yet known.
   *
   * @param gateDb what is softer is silence
   */
  SpeechLoudness(double gateDb) {
    this.gateDb = gateDb;
  }

  boolean isKnown() {
    return counted > 0;
  }

  /** In decibels of the power that counts as 1; 0 while it is not known. */
  double decibels() {
    return loudnessDb;
  }

  /** Takes the mean power of the next 10 ms. */
  void accept(double power) {
    double blockDb = Pcm.decibels(power);
    if (!(blockDb >= gateDb) || isPause(blockDb)) {
      return;
    }
    powers[next] = power;
    next = (next + 1) % BLOCKS;
    counted = Math.min(BLOCKS, counted + 1);
    double recentDb = Pcm.decibels(mean());
    if (counted < BLOCKS) {
      loudnessDb = recentDb;
    } else {
      boolean sudden = recentDb > loudnessDb + SUDDEN_DB;
      loudnessDb += (recentDb - loudnessDb) * (sudden ? SUDDEN_SMOOTHING : SMOOTHING);
    }
  }

  void reset() {
    counted = 0;
    next = 0;
    softBlocks = 0;
    loudnessDb = 0;
  }

  private double mean() {
    double sum = 0;
    for (int i = 0; i < counted; i++) {
      sum += powers[i];
    }
    return sum / counted;
  }

  private boolean isPause(double blockDb) {
    if (!isKnown() || blockDb >= loudnessDb - PAUSE_DB) {
      softBlocks = 0;
      return false;
    }
    softBlocks = Math.min(BLOCKS_UNTIL_SOFTER, softBlocks + 1);
    return softBlocks < BLOCKS_UNTIL_SOFTER;
  }
}
