package io.antiphon.rtp.quality;

/**
 * The E-model: what delay and loss do to a conversation, as one number (ITU-T G.107 §7).
 *
 * <p>{@code R = 93.2 − Idd − Ie,eff}: all parameters of the telephone itself (loudness, noise,
 * sidetone, quantisation) are at their defaults (G.107 §7.7), which give 93.2. Echo counts as
 * cancelled, as browsers do, so of the delay impairments only the one by pure delay is left; the
 * expectation factor A is 0.
 *
 * <p>This is the narrowband scale, also for Opus, whose wider band would earn up to 129 on the
 * scale of G.107.1 and 148 on that of G.107.2. We stay below: ITU-T has published no equipment
 * impairment of Opus, and on the scale of 100 the numbers of a call are comparable with those of
 * all other tools, and 93 means that nothing more could have been done for it.
 *
 * <p>Values only; any thread.
 */
public final class EModel {
  /** R with all of G.107's defaults: no delay, no loss, G.711 (G.107 §7.7). */
  public static final double BEST_R_FACTOR = 93.2;

  private static final double WORST_IMPAIRMENT = 95;

  private EModel() {}

  /**
   * How a codec takes loss (ITU-T G.113 appendix I).
   *
   * @param impairment without any loss ({@code Ie}), 0 to 95
   * @param lossRobustness {@code Bpl}: the loss in percent that takes half of what is left of R
   */
  public record Codec(double impairment, double lossRobustness) {
    /**
     * G.711 with concealment (G.113 appendix I: Ie 0, Bpl 25.1); taken for Opus too, whose
     * concealment is no worse.
     */
    public static final Codec CONCEALING = new Codec(0, 25.1);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value out of range
     */
    public Codec {
      if (!(impairment >= 0 && impairment <= WORST_IMPAIRMENT) || !(lossRobustness > 0)) {
        throw new IllegalArgumentException("Ie " + impairment + ", Bpl " + lossRobustness);
      }
    }

    /**
     * The effective equipment impairment {@code Ie,eff} (G.107 §7.5).
     *
     * @param lossFraction packets lost for the ear, 0 to 1
     * @param burstRatio how much longer bursts of loss are than chance makes them, 1 or more
     */
    public double impairment(double lossFraction, double burstRatio) {
      double percent = 100 * Math.max(0, Math.min(1, lossFraction));
      return impairment
          + (WORST_IMPAIRMENT - impairment)
              * percent
              / (percent / Math.max(1, burstRatio) + lossRobustness);
    }
  }

  /**
   * The impairment by too long a way, {@code Idd} (G.107 §7.4): 0 up to 100 ms.
   *
   * @param delayMillis one way, from mouth to ear
   */
  public static double delayImpairment(double delayMillis) {
    if (!(delayMillis > 100)) {
      return 0;
    }
    double octaves = Math.log(delayMillis / 100) / Math.log(2);
    return 25 * (sixthNorm(octaves) - 3 * sixthNorm(octaves / 3) + 2);
  }

  private static double sixthNorm(double x) {
    return Math.pow(1 + Math.pow(x, 6), 1.0 / 6);
  }

  /**
   * The transmission rating factor R.
   *
   * @param codec that carries the call
   * @param delayMillis one way, from mouth to ear
   * @param lossFraction packets lost for the ear, 0 to 1
   * @param burstRatio how much longer bursts of loss are than chance makes them, 1 or more
   * @return 0 (useless) to {@value #BEST_R_FACTOR}
   */
  public static double rFactor(
      Codec codec, double delayMillis, double lossFraction, double burstRatio) {
    double impairment = delayImpairment(delayMillis) + codec.impairment(lossFraction, burstRatio);
    return Math.max(0, BEST_R_FACTOR - impairment);
  }

  /**
   * The mean opinion score that conversation partners would give (G.107 annex B).
   *
   * @return 1 (bad) to 4.5 (as good as a telephone gets)
   */
  public static double mos(double rFactor) {
    if (!(rFactor > 0)) {
      return 1;
    }
    if (rFactor >= 100) {
      return 4.5;
    }
    double score = 1 + 0.035 * rFactor + rFactor * (rFactor - 60) * (100 - rFactor) * 7e-6;
    return Math.max(1, score); // the polynomial dips below 1 for R under 6.5
  }
}
