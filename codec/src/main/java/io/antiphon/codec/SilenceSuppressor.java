package io.antiphon.codec;

/**
 * An encoder that leaves silence out: what is only background becomes comfort noise packets (RFC
 * 3389), one when a pause begins, more when the background changes, and one a second.
 *
 * <p>A frame counts as voice if any 20 ms of it are 6 dB above the softest tenth of a second of
 * late, or above −36 dBFS; and so does the fifth of a second behind a voice. There is no
 * look-ahead, so nothing is later for it. One thread, one stream; allocates only when it is made.
 */
public final class SilenceSuppressor implements AudioEncoder {
  private static final int PIECE_MILLIS = 20;
  private static final int HANGOVER_MILLIS = 200;
  private static final int REFRESH_MILLIS = 1_000;
  private static final int SOONEST_MILLIS = 100;
  private static final double CHANGE_DB = 3;

  /** That much above the floor is a voice, as a ratio of energies. */
  private static final double VOICE_RATIO = 4;

  /** The rounding of G.711's softest steps is no voice either. */
  private static final double LEAST_ENERGY = 64;

  private final AudioEncoder encoder;
  private final BackgroundNoise background = new BackgroundNoise();
  private final AudioFrame piece;
  private final int hangover;
  private final int refresh;
  private final int soonest;
  private int sinceVoice;
  private int sinceDescribed = -1;
  private double describedRms;
  private boolean comfortNoise;

  /** In front of one that takes mono. */
  public SilenceSuppressor(AudioEncoder encoder) {
    if (encoder.format().channels() != 1) {
      throw new IllegalArgumentException("comfort noise is mono, not " + encoder.format());
    }
    this.encoder = encoder;
    AudioFormat format = encoder.format();
    piece = new AudioFrame(format, format.samplesPerChannel(PIECE_MILLIS));
    hangover = format.samplesPerChannel(HANGOVER_MILLIS);
    refresh = format.samplesPerChannel(REFRESH_MILLIS);
    soonest = format.samplesPerChannel(SOONEST_MILLIS);
  }

  @Override
  public AudioFormat format() {
    return encoder.format();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Ask {@link #isComfortNoise} which kind of payload it was.
   */
  @Override
  public int encode(
      short[] pcm, int pcmOffset, int samplesPerChannel, byte[] out, int outOffset, int maxBytes) {
    sinceVoice =
        isVoice(pcm, pcmOffset, samplesPerChannel)
            ? 0
            : Math.min(2 * hangover, sinceVoice + samplesPerChannel);
    if (sinceVoice <= hangover) {
      comfortNoise = false;
      sinceDescribed = -1;
      return encoder.encode(pcm, pcmOffset, samplesPerChannel, out, outOffset, maxBytes);
    }
    comfortNoise = isToBeDescribed();
    if (!comfortNoise) {
      sinceDescribed += samplesPerChannel;
      return 0;
    }
    sinceDescribed = samplesPerChannel;
    describedRms = background.rms();
    return background.describe(out, outOffset, maxBytes);
  }

  /** Whether the last payload was a comfort noise packet's, and not the codec's. */
  public boolean isComfortNoise() {
    return comfortNoise;
  }

  private boolean isToBeDescribed() {
    if (sinceDescribed < 0 || sinceDescribed >= refresh) {
      return true;
    }
    double change = (background.rms() + 1) / (describedRms + 1);
    return sinceDescribed >= soonest && Math.abs(20 * Math.log10(change)) > CHANGE_DB;
  }

  private boolean isVoice(short[] pcm, int offset, int samples) {
    boolean voice = false;
    int most = piece.capacityPerChannel();
    for (int at = 0; at < samples; at += most) {
      int length = Math.min(most, samples - at);
      System.arraycopy(pcm, offset + at, piece.samples(), 0, length);
      piece.setSamplesPerChannel(length);
      background.onFrame(piece);
      double rms = LevelMeter.rms(piece.samples(), 0, length) * Short.MAX_VALUE;
      voice |= rms * rms > Math.max(LEAST_ENERGY, VOICE_RATIO * background.floorEnergy());
      voice |= rms > BackgroundNoise.LOUDEST_RMS;
    }
    return voice;
  }
}
