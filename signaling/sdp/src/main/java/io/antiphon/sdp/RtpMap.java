package io.antiphon.sdp;

import org.jspecify.annotations.Nullable;

/**
 * What a payload type stands for (RFC 8866 §6.6).
 *
 * @param payloadType 0 to 127
 * @param encoding the codec's name, compared without regard to case
 * @param clockRate ticks of the RTP timestamp per second, 1 or more; 48000 for Opus and 8000 for
 *     G.722, whatever they sample at
 * @param channels 1 or more; 2 for Opus always (RFC 7587 §7)
 */
public record RtpMap(int payloadType, String encoding, int clockRate, int channels) {
  /** Refuses numbers out of range, with {@link IllegalArgumentException}. */
  public RtpMap {
    if (payloadType < 0 || payloadType > 127) {
      throw new IllegalArgumentException("a payload type is 0 to 127, not " + payloadType);
    }
    if (clockRate < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "a clock rate and channels are positive, not " + clockRate + " and " + channels);
    }
  }

  /** True for that codec, whatever the case of its name. */
  public boolean is(String otherEncoding, int otherClockRate) {
    return encoding.equalsIgnoreCase(otherEncoding) && clockRate == otherClockRate;
  }

  static RtpMap parse(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    int payloadType = fields.nextInt("payload type", 0, 127);
    String[] parts = fields.next("encoding").split("/", -1);
    fields.end();
    if (parts.length < 2 || parts.length > 3) {
      throw new SdpFormatException(
          "a=rtpmap is <payload type> <encoding>/<clock rate>[/<channels>], not "
              + Fields.quote(value));
    }
    return new RtpMap(
        payloadType,
        Fields.toToken(parts[0], "encoding"),
        Fields.toInt(parts[1], "clock rate", 1, Integer.MAX_VALUE),
        parts.length == 3 ? Fields.toInt(parts[2], "number of channels", 1, 255) : 1);
  }

  /** The audio payload types that need no {@code a=rtpmap} (RFC 3551 §6); null for the others. */
  static @Nullable RtpMap wellKnown(int payloadType) {
    return switch (payloadType) {
      case 0 -> new RtpMap(0, "PCMU", 8000, 1);
      case 3 -> new RtpMap(3, "GSM", 8000, 1);
      case 4 -> new RtpMap(4, "G723", 8000, 1);
      case 5 -> new RtpMap(5, "DVI4", 8000, 1);
      case 6 -> new RtpMap(6, "DVI4", 16000, 1);
      case 7 -> new RtpMap(7, "LPC", 8000, 1);
      case 8 -> new RtpMap(8, "PCMA", 8000, 1);
      case 9 -> new RtpMap(9, "G722", 8000, 1);
      case 10 -> new RtpMap(10, "L16", 44100, 2);
      case 11 -> new RtpMap(11, "L16", 44100, 1);
      case 12 -> new RtpMap(12, "QCELP", 8000, 1);
      case 13 -> new RtpMap(13, "CN", 8000, 1);
      case 14 -> new RtpMap(14, "MPA", 90000, 1);
      case 15 -> new RtpMap(15, "G728", 8000, 1);
      case 16 -> new RtpMap(16, "DVI4", 11025, 1);
      case 17 -> new RtpMap(17, "DVI4", 22050, 1);
      case 18 -> new RtpMap(18, "G729", 8000, 1);
      default -> null;
    };
  }

  /** The value of the {@code a=rtpmap} line; one channel is left unsaid. */
  @Override
  public String toString() {
    String mono = payloadType + " " + encoding + "/" + clockRate;
    return channels == 1 ? mono : mono + "/" + channels;
  }
}
