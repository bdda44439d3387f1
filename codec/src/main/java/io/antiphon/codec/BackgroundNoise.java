package io.antiphon.codec;

/**
 * Learns what is heard behind a voice, from the quietest tenths of a second of late, so that {@link
 * ComfortNoise} can go on with it.
 *
 * <p>What never gets softer than −36 dBFS is music or a tone rather than a background, and counts
 * for none. One thread; allocates only when it is made.
 */
public final class BackgroundNoise {
  private static final int ORDER = 8;
  private static final int FRAMES = 5;

  /** −36 dBFS. */
  static final double LOUDEST_RMS = 520;

  /** By which the floor rises with each frame until something is heard that is as soft. */
  private static final double RISE = 1.02;

  private final double[] recent = new double[FRAMES];
  private final double[] correlation = new double[ORDER + 1];
  private final double[] reflection = new double[ORDER];
  private final double[] forward = new double[ORDER + 1];
  private final double[] backward = new double[ORDER + 1];
  private int frames;
  private int quietFrames;
  private double floor = Double.MAX_VALUE;
  private double power;

  /** Makes one that has heard nothing. */
  public BackgroundNoise() {}

  /** Listens to a frame of about 20 ms that was received, not made up; the first channel counts. */
  public void onFrame(AudioFrame frame) {
    int count = frame.samplesPerChannel();
    if (count <= ORDER) {
      return;
    }
    short[] pcm = frame.samples();
    int channels = frame.format().channels();
    double energy = correlationAt(pcm, channels, count, 0) / count;
    recent[frames++ % FRAMES] = energy;
    if (frames < FRAMES) {
      return;
    }
    double loudest = 0;
    for (double each : recent) {
      loudest = Math.max(loudest, each);
    }
    floor = Math.min(loudest, floor * RISE + 0.01);
    // Its colour changes slowly: to listen to each fourth quiet frame costs a quarter.
    if (energy <= 1.5 * floor && ++quietFrames % 4 == 0) {
      learn(pcm, channels, count, energy);
    }
  }

  private void learn(short[] pcm, int channels, int count, double energy) {
    double weight = power == 0 || energy < power / 4 || energy > power * 4 ? 1 : 0.2;
    power += weight * (energy - power);
    if (power > LOUDEST_RMS * LOUDEST_RMS) {
      return;
    }
    for (int lag = 0; lag <= ORDER; lag++) {
      double value = correlationAt(pcm, channels, count, lag) / count;
      correlation[lag] += weight * (value - correlation[lag]);
    }
  }

  private static double correlationAt(short[] pcm, int channels, int count, int lag) {
    double sum = 0;
    for (int i = lag; i < count; i++) {
      sum += (double) pcm[i * channels] * pcm[(i - lag) * channels];
    }
    return sum;
  }

  /** Its loudness, in units of a 16-bit sample; 0 if there is none. */
  public double rms() {
    double rms = Math.sqrt(power);
    return floor == Double.MAX_VALUE || rms > LOUDEST_RMS ? 0 : rms;
  }

  /** Sets noise to be like it. */
  public void describeTo(ComfortNoise noise) {
    double rms = rms();
    noise.set(rms, reflection, rms == 0 ? 0 : schur());
  }

  /**
   * Describes it to another machine: the payload of a comfort noise packet (RFC 3389 §3).
   *
   * @param maxBytes room for it: 1 for the level alone, 9 for the colour too
   * @return bytes written
   */
  public int describe(byte[] payload, int offset, int maxBytes) {
    double rms = rms();
    int count = rms == 0 ? 0 : Math.min(schur(), maxBytes - 1);
    double levelDbov = rms == 0 ? 127 : 20 * Math.log10(32_768 / rms);
    payload[offset] = (byte) Math.min(127, Math.round(levelDbov));
    for (int i = 0; i < count; i++) {
      long quantised = 127 + Math.round(reflection[i] * 32_768 / 258);
      payload[offset + 1 + i] = (byte) Math.max(0, Math.min(254, quantised));
    }
    return 1 + count;
  }

  /** The mean square of the softest tenth of a second of late; 0 before there was one. */
  double floorEnergy() {
    return frames < FRAMES ? 0 : floor;
  }

  /** Schur's recursion: reflection coefficients from the autocorrelation. */
  private int schur() {
    System.arraycopy(correlation, 0, forward, 0, ORDER + 1);
    System.arraycopy(correlation, 0, backward, 0, ORDER + 1);
    forward[0] *= 1.0001; // a little white noise keeps it stable
    backward[0] = forward[0];
    for (int m = 0; m < ORDER; m++) {
      if (backward[0] <= 0) {
        return m;
      }
      double k = -forward[m + 1] / backward[0];
      reflection[m] = k;
      for (int i = ORDER; i > m; i--) {
        double ahead = forward[i];
        double behind = backward[i - m - 1];
        forward[i] = ahead + k * behind;
        backward[i - m - 1] = behind + k * ahead;
      }
    }
    return ORDER;
  }
}
