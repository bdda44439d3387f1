package io.antiphon.codec.opus;

import io.antiphon.codec.CodecException;

/**
 * What an Opus packet says about itself without being decoded (RFC 6716 §3).
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * | config  |s| c |     the TOC byte, §3.1: mode, bandwidth and frame size; stereo; frame count code
 * +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>RTP ticks are those of the 48 kHz clock that Opus always has (RFC 7587 §4.1). The static
 * methods check the packet as strictly as {@link #parse} and allocate nothing unless they throw.
 *
 * @param mode how its frames are coded
 * @param bandwidth of what is coded
 * @param channels 1 or 2, as coded; a decoder for either number takes both
 * @param frameCount 1 to 48
 * @param frameTicks duration of each frame in ticks: 120 (2.5 ms) to 2,880 (60 ms)
 */
public record OpusPacket(
    Mode mode, Bandwidth bandwidth, int channels, int frameCount, int frameTicks) {
  /** The longest packet there can be: 120 ms, in ticks, which are also samples at 48 kHz. */
  public static final int MAX_DURATION_TICKS = 5_760;

  private static final int CODE_ONE_FRAME = 0;
  private static final int CODE_TWO_EQUAL_FRAMES = 1;
  private static final int CODE_TWO_FRAMES = 2;
  private static final int FIRST_HYBRID_CONFIG = 12;
  private static final int FIRST_CELT_CONFIG = 16;

  /** How the frames are coded (RFC 6716 §2, §3.1). */
  public enum Mode {
    /** Linear prediction, for speech. */
    SILK,
    /** SILK below 8 kHz and CELT above. */
    HYBRID,
    /** Transform coding, for music and low delay. */
    CELT
  }

  /** The audio bandwidth (RFC 6716 §2, table 1). */
  public enum Bandwidth {
    /** 4 kHz. */
    NARROWBAND,
    /** 6 kHz. */
    MEDIUMBAND,
    /** 8 kHz. */
    WIDEBAND,
    /** 12 kHz. */
    SUPER_WIDEBAND,
    /** 20 kHz. */
    FULLBAND
  }

  /**
   * Reads the TOC byte and the framing behind it; the frames' insides are not looked at.
   *
   * @throws CodecException if a requirement of RFC 6716 §3.4 is violated, naming it
   */
  public static OpusPacket parse(byte[] packet, int offset, int length) throws CodecException {
    int frameCount = checkedFrameCount(packet, offset, length);
    int toc = packet[offset] & 0xff;
    return new OpusPacket(
        modeOf(toc), bandwidthOf(toc), channelsOf(toc), frameCount, frameTicksOf(toc));
  }

  /** How far the RTP timestamp moves over this packet. */
  public int durationTicks() {
    return frameCount * frameTicks;
  }

  /**
   * {@link #durationTicks()} of a packet, without making an object.
   *
   * @return 120 to 5,760
   * @throws CodecException as {@link #parse}
   */
  public static int durationTicks(byte[] packet, int offset, int length) throws CodecException {
    return checkedFrameCount(packet, offset, length) * frameTicksOf(packet[offset] & 0xff);
  }

  /**
   * Whether a packet carries redundancy (LBRR) for the audio just before it: the flags that open
   * the first SILK frame (RFC 6716 §4.2.3). A CELT packet never does.
   *
   * @throws CodecException as {@link #parse}
   */
  public static boolean hasFec(byte[] packet, int offset, int length) throws CodecException {
    int frameCount = checkedFrameCount(packet, offset, length);
    int toc = packet[offset] & 0xff;
    int first = offset + OpusFraming.headerLength(packet, offset, length, frameCount);
    if (modeOf(toc) == Mode.CELT || first >= offset + length) {
      return false;
    }
    // Per channel one voice activity flag for each 20 ms of the frame, then the LBRR flag. Their
    // probabilities are even, so the range coder shows them as plain bits, highest first.
    int silkFrames = Math.max(1, frameTicksOf(toc) / 960);
    int flags = packet[first] & 0xff;
    boolean mid = ((flags >> (7 - silkFrames)) & 1) == 1;
    boolean side = channelsOf(toc) == 2 && ((flags >> (6 - 2 * silkFrames)) & 1) == 1;
    return OpusFraming.firstFrameLength(packet, offset, length, frameCount) > 1 && (mid || side);
  }

  /**
   * Ticks of one frame, by the TOC byte alone.
   *
   * @param toc the first byte of a packet, 0 to 255
   */
  public static int frameTicksOf(int toc) {
    int config = toc >> 3;
    if (config >= FIRST_CELT_CONFIG) {
      return 120 << (config & 3);
    }
    if (config >= FIRST_HYBRID_CONFIG) {
      return 480 << (config & 1);
    }
    return (config & 3) == 3 ? 2_880 : 480 << (config & 3);
  }

  private static int checkedFrameCount(byte[] packet, int offset, int length)
      throws CodecException {
    OpusFraming.require(length >= 1, "an Opus packet of no bytes (R1)");
    int code = packet[offset] & 3;
    return switch (code) {
      case CODE_ONE_FRAME -> OpusFraming.checkOneFrame(length);
      case CODE_TWO_EQUAL_FRAMES -> OpusFraming.checkTwoEqualFrames(length);
      case CODE_TWO_FRAMES -> OpusFraming.checkTwoFrames(packet, offset, length);
      default ->
          OpusFraming.checkManyFrames(packet, offset, length, frameTicksOf(packet[offset] & 0xff));
    };
  }

  private static Mode modeOf(int toc) {
    int config = toc >> 3;
    if (config >= FIRST_CELT_CONFIG) {
      return Mode.CELT;
    }
    return config >= FIRST_HYBRID_CONFIG ? Mode.HYBRID : Mode.SILK;
  }

  private static Bandwidth bandwidthOf(int toc) {
    int config = toc >> 3;
    if (config >= FIRST_CELT_CONFIG) {
      return switch ((config - FIRST_CELT_CONFIG) >> 2) {
        case 0 -> Bandwidth.NARROWBAND;
        case 1 -> Bandwidth.WIDEBAND;
        case 2 -> Bandwidth.SUPER_WIDEBAND;
        default -> Bandwidth.FULLBAND;
      };
    }
    if (config >= FIRST_HYBRID_CONFIG) {
      return config < FIRST_HYBRID_CONFIG + 2 ? Bandwidth.SUPER_WIDEBAND : Bandwidth.FULLBAND;
    }
    return switch (config >> 2) {
      case 0 -> Bandwidth.NARROWBAND;
      case 1 -> Bandwidth.MEDIUMBAND;
      default -> Bandwidth.WIDEBAND;
    };
  }

  private static int channelsOf(int toc) {
    return (toc & 4) == 0 ? 1 : 2;
  }
}
