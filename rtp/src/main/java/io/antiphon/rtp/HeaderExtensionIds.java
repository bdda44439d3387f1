package io.antiphon.rtp;

/**
 * The local identifiers that {@code a=extmap} gave to the header extensions we write and read (RFC
 * 8285 §5); 0 for one that was not negotiated.
 *
 * @param audioLevel of {@link #AUDIO_LEVEL_URI}, 0 to 255
 * @param mid of {@link #MID_URI}, 0 to 255
 */
public record HeaderExtensionIds(int audioLevel, int mid) {
  /** Client-to-mixer audio level (RFC 6464 §4). */
  public static final String AUDIO_LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

  /** The identification tag of the media description a packet belongs to (RFC 8843 §15.2). */
  public static final String MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid";

  /** Nothing negotiated. */
  public static final HeaderExtensionIds NONE = new HeaderExtensionIds(0, 0);

  /** The highest identifier of the one-byte form; 15 is reserved there (RFC 8285 §4.2). */
  public static final int MAX_ONE_BYTE_ID = 14;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if an identifier is not 0 to 255, or both are the same one
   */
  public HeaderExtensionIds {
    if (audioLevel < 0 || audioLevel > 255 || mid < 0 || mid > 255) {
      throw new IllegalArgumentException(
          "extension ids " + audioLevel + " and " + mid + " are not 0 to 255");
    }
    if (audioLevel != 0 && audioLevel == mid) {
      throw new IllegalArgumentException("extension id " + mid + " is used twice");
    }
  }
}
