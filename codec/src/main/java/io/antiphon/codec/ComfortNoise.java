package io.antiphon.codec;

/**
 * Noise of a given loudness and colour, as it is played where a source says that nothing but its
 * background is left (RFC 3389), or where a loss has gone on too long to be concealed.
 *
 * <p>White noise through an all-pole lattice filter. A change of loudness is spread over 40 ms, so
 * that it neither begins nor ends with a click. One thread; allocates only when it is made.
 */
public final class ComfortNoise {
  /** The most reflection coefficients that are used; of more, the rest is ignored. */
  public static final int MAX_ORDER = 12;

  private static final int RAMP_MILLIS = 40;
  private static final double FULL_SCALE = 32_768;

  /** Closer to 1 the filter would ring. */
  private static final double MOST_REFLECTION = 0.98;

  private final AudioFormat format;
  private final double ramp;
  private final double[] reflection = new double[MAX_ORDER];
  private final double[] state = new double[MAX_ORDER + 1];
  private int order;
  private double excitation;
  private double gain;
  private int random = 0x2545F491;

  /** Makes silence, until told otherwise. */
  public ComfortNoise(AudioFormat format) {
    this.format = format;
    ramp = 1.0 / format.samplesPerChannel(RAMP_MILLIS);
  }

  /**
   * Takes the payload of a comfort noise packet (RFC 3389 §3.3): the level in −dBov, then
   * reflection coefficients, 127 standing for 0. An empty one changes nothing.
   *
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public void setParameters(byte[] payload, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, payload.length);
    if (length == 0) {
      return;
    }
    order = Math.min(MAX_ORDER, length - 1);
    for (int i = 0; i < order; i++) {
      reflection[i] = limited(258.0 * ((payload[offset + 1 + i] & 0xFF) - 127) / FULL_SCALE);
    }
    setRms(FULL_SCALE * Math.pow(10, -(payload[offset] & 0x7F) / 20.0));
  }

  /**
   * Takes what was measured.
   *
   * @param rms of the noise, in units of a 16-bit sample; 0 for silence
   * @param coefficients reflection coefficients, the first of which is −1 for the lowest tones
   * @param count how many, at most {@link #MAX_ORDER} are used
   */
  public void set(double rms, double[] coefficients, int count) {
    order = Math.min(MAX_ORDER, count);
    for (int i = 0; i < order; i++) {
      reflection[i] = limited(coefficients[i]);
    }
    setRms(rms);
  }

  private static double limited(double coefficient) {
    return Math.max(-MOST_REFLECTION, Math.min(MOST_REFLECTION, coefficient));
  }

  private void setRms(double rms) {
    double left = 1;
    for (int i = 0; i < order; i++) {
      left *= 1 - reflection[i] * reflection[i];
    }
    // Evenly distributed in ±1 has a variance of a third.
    excitation = rms * Math.sqrt(3 * left);
  }

  /** The next noise begins softly. */
  public void restart() {
    gain = 0;
    java.util.Arrays.fill(state, 0);
  }

  /**
   * Writes noise, the same into all channels.
   *
   * @param pcm receives interleaved samples
   * @param offset index of the first
   * @param samplesPerChannel how many
   * @param loudness 0 to 1, of what was set
   */
  public void fill(short[] pcm, int offset, int samplesPerChannel, double loudness) {
    int channels = format.channels();
    for (int i = 0; i < samplesPerChannel; i++) {
      double wanted = excitation * loudness;
      double step = Math.max(excitation, gain) * ramp;
      gain = gain < wanted ? Math.min(wanted, gain + step) : Math.max(wanted, gain - step);
      short sample = clipped(filtered(gain * noise()));
      for (int c = 0; c < channels; c++) {
        pcm[offset + i * channels + c] = sample;
      }
    }
  }

  /** Xorshift: −1 to 1. */
  private double noise() {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return random / 2_147_483_648.0;
  }

  private double filtered(double input) {
    double forward = input;
    for (int m = order; m > 0; m--) {
      forward -= reflection[m - 1] * state[m - 1];
      state[m] = reflection[m - 1] * forward + state[m - 1];
    }
    state[0] = forward;
    return forward;
  }

  private static short clipped(double sample) {
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.rint(sample)));
  }
}
