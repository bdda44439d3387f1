package io.antiphon.rtp;

/**
 * The local identifiers that {@code a=extmap} gave to the header extensions we write and read (RFC
 * 8285 §5); each 0 to 255, 0 for one that was not negotiated.
 *
 * @param audioLevel of {@link #AUDIO_LEVEL_URI}
 * @param mid of {@link #MID_URI}
 * @param transportSequence of {@link #TRANSPORT_SEQUENCE_URI}
 * @param absSendTime of {@link #ABS_SEND_TIME_URI}
 * @param absCaptureTime of {@link #ABS_CAPTURE_TIME_URI}
 */
public record HeaderExtensionIds(
    int audioLevel, int mid, int transportSequence, int absSendTime, int absCaptureTime) {
  /** Client-to-mixer audio level (RFC 6464 §4). */
  public static final String AUDIO_LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

  /** The identification tag of the media description a packet belongs to (RFC 8843 §15.2). */
  public static final String MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid";

  /** A number that counts the packets of all sources of a transport: two bytes. */
  public static final String TRANSPORT_SEQUENCE_URI =
      "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

  /** When a packet was sent, see {@link io.antiphon.rtp.stream.PacketStamp}: three bytes. */
  public static final String ABS_SEND_TIME_URI =
      "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

  /** When its audio was captured, see {@link AbsCaptureTime}: eight bytes or sixteen. */
  public static final String ABS_CAPTURE_TIME_URI =
      "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time";

  /** Nothing negotiated. */
  public static final HeaderExtensionIds NONE = new HeaderExtensionIds(0, 0);

  /** The highest identifier of the one-byte form; 15 is reserved there (RFC 8285 §4.2). */
  public static final int MAX_ONE_BYTE_ID = 14;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if an identifier is not 0 to 255, or two are the same one
   */
  public HeaderExtensionIds {
    int[] all = {audioLevel, mid, transportSequence, absSendTime, absCaptureTime};
    for (int i = 0; i < all.length; i++) {
      if (all[i] < 0 || all[i] > 255) {
        throw new IllegalArgumentException("extension id " + all[i] + " is not 0 to 255");
      }
      for (int j = 0; j < i; j++) {
        if (all[i] != 0 && all[i] == all[j]) {
          throw new IllegalArgumentException("extension id " + all[i] + " is used twice");
        }
      }
    }
  }

  /** Of the audio level and the mid alone. */
  public HeaderExtensionIds(int audioLevel, int mid) {
    this(audioLevel, mid, 0, 0, 0);
  }
}
