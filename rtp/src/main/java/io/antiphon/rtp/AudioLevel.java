package io.antiphon.rtp;

/**
 * How loud the audio in a packet is, told in its header (RFC 6464 §3): {@code |V| level |}.
 *
 * @param levelDbov −127 (silence) to 0 (as loud as the system can be), in dBov
 * @param voice whether the sender believes that it contains speech
 */
public record AudioLevel(int levelDbov, boolean voice) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the level is not −127 to 0
   */
  public AudioLevel {
    if (levelDbov < -127 || levelDbov > 0) {
      throw new IllegalArgumentException("audio level " + levelDbov + " dBov is not -127 to 0");
    }
  }

  /** Reads the byte of the extension. */
  public static AudioLevel of(byte extension) {
    return new AudioLevel(-(extension & 0x7F), extension < 0);
  }

  /** The byte of the extension, for a level that is not boxed; a level out of range is clamped. */
  public static byte toByte(int levelDbov, boolean voice) {
    int magnitude = Math.max(0, Math.min(127, -levelDbov));
    return (byte) (voice ? magnitude | 0x80 : magnitude);
  }
}
