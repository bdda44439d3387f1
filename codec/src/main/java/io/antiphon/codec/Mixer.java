package io.antiphon.codec;

import java.util.Arrays;

/**
 * Mixes a room so that everyone hears all but themselves (N-1). The room is summed once; each
 * listener gets the sum less their own voice, so a room of N costs N additions and N subtractions.
 *
 * <pre>
 * mixer.begin();
 * for (each member) mixer.add(member.pcm, 0);
 * for (each member) mixer.mixWithout(member.pcm, 0, member.output, out, 0);
 * </pre>
 *
 * <p>Sums too loud for 16 bits are turned down smoothly for the listener they concern, never
 * wrapped; what fits is exact. One thread. Allocates only when it is made.
 */
public final class Mixer {
  private final AudioFormat format;
  private final int samplesPerChannel;
  private final int[] sum;
  private final int[] difference;

  /** What one listener heard last: how far the mix is turned down for them. */
  public static final class Output {
    private final SoftLimiter limiter = new SoftLimiter();

    /** An output that nothing has been heard on. */
    public Output() {}

    /** Goes on from where another output is, for a listener who is switched over from it. */
    public void continueFrom(Output other) {
      limiter.continueFrom(other.limiter);
    }

    /** Whether the mix is being turned down at present because it was too loud. */
    public boolean isLimiting() {
      return limiter.isActive();
    }
  }

  /**
   * A mixer for frames of one format and length.
   *
   * @param samplesPerChannel of every frame, such as 960 for 20 ms at 48 kHz
   */
  public Mixer(AudioFormat format, int samplesPerChannel) {
    if (samplesPerChannel <= 0) {
      throw new IllegalArgumentException(samplesPerChannel + " samples per channel");
    }
    this.format = format;
    this.samplesPerChannel = samplesPerChannel;
    this.sum = new int[samplesPerChannel * format.channels()];
    this.difference = new int[sum.length];
  }

  /** Rate and channels of all that goes in and comes out. */
  public AudioFormat format() {
    return format;
  }

  /** Length of every frame. */
  public int samplesPerChannel() {
    return samplesPerChannel;
  }

  /** Begins a new frame: nobody has said anything. */
  public void begin() {
    Arrays.fill(sum, 0);
  }

  /** Adds what one member says in this frame. Up to 65,536 members fit. */
  public void add(short[] pcm, int offset) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += pcm[offset + i];
    }
  }

  /** Writes what everybody says together, for one who says nothing. */
  public void mix(Output listener, short[] out, int outOffset) {
    listener.limiter.limit(sum, format, samplesPerChannel, out, outOffset);
  }

  /**
   * Writes what all the others say.
   *
   * @param own what the listener said in this frame, exactly as it was added
   */
  public void mixWithout(short[] own, int ownOffset, Output listener, short[] out, int outOffset) {
    for (int i = 0; i < sum.length; i++) {
      difference[i] = sum[i] - own[ownOffset + i];
    }
    listener.limiter.limit(difference, format, samplesPerChannel, out, outOffset);
  }
}
