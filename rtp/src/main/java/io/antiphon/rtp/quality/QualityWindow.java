package io.antiphon.rtp.quality;

/**
 * Follows how one incoming source sounds, over its last ten observations: one each second makes it
 * the last ten seconds. Sans-IO; one thread; nothing is allocated per observation.
 */
public final class QualityWindow {
  private static final int OBSERVATIONS = 10;
  private static final double FRAME_SECONDS = 0.02;
  private static final double LONGEST_BURSTS = 20;

  private final EModel.Codec codec;
  private final double[] played = new double[OBSERVATIONS + 1];
  private final double[] lost = new double[OBSERVATIONS + 1];
  private final long[] bursts = new long[OBSERVATIONS + 1];
  private long observations;
  private double delayMillis;

  /** Starts with nothing observed. */
  public QualityWindow(EModel.Codec codec) {
    this.codec = codec;
  }

  /**
   * Takes in the counters of now; they only grow. If one of them shrinks, its source has begun
   * anew, and so does the window.
   *
   * @param playedSeconds of audio handed out, what was made up included
   * @param lostSeconds those of them that were made up for lost packets, and neither repaired nor
   *     meant to be silent
   * @param lossEvents how often making up began
   * @param newDelayMillis one way, from mouth to ear
   */
  public void observe(
      double playedSeconds, double lostSeconds, long lossEvents, double newDelayMillis) {
    if (observations > 0 && (playedSeconds < played[at(0)] || lostSeconds < lost[at(0)])) {
      observations = 0;
    }
    observations++;
    played[at(0)] = playedSeconds;
    lost[at(0)] = lostSeconds;
    bursts[at(0)] = lossEvents;
    delayMillis = newDelayMillis;
  }

  private int at(int back) {
    return (int) ((observations - 1 - back) % played.length);
  }

  private int span() {
    return (int) Math.min(observations - 1, OBSERVATIONS);
  }

  private double over(double[] counter) {
    return observations < 2 ? 0 : counter[at(0)] - counter[at(span())];
  }

  /** Whether there was anything to hear in the window, and so something to judge. */
  public boolean isKnown() {
    return over(played) > 0;
  }

  /** The share that was lost for the ear, 0 to 1. */
  public double lossFraction() {
    double whole = over(played);
    return whole > 0 ? Math.min(1, over(lost) / whole) : 0;
  }

  /** How much longer the bursts of loss were than chance makes them; 1 if not longer. */
  public double burstRatio() {
    long events = observations < 2 ? 0 : bursts[at(0)] - bursts[at(span())];
    if (events <= 0) {
      return 1;
    }
    // By chance a burst has 1 / (1 − loss) frames in the mean (G.107 §7.5).
    double frames = over(lost) / FRAME_SECONDS / events;
    return Math.max(1, Math.min(LONGEST_BURSTS, frames * (1 - lossFraction())));
  }

  /** {@link EModel#rFactor} of the window; NaN while nothing is known. */
  public double rFactor() {
    return isKnown()
        ? EModel.rFactor(codec, delayMillis, lossFraction(), burstRatio())
        : Double.NaN;
  }

  /** {@link EModel#mos} of the window; NaN while nothing is known. */
  public double mos() {
    return isKnown() ? EModel.mos(rFactor()) : Double.NaN;
  }
}
