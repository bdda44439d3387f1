package io.antiphon.rtp;

/**
 * How loud the audio in a packet is, told in its header (RFC 6464 §3): {@code |V| level |}.
 *
 * @param levelDbov in −dBov, as the RFC writes it: 0 (as loud as can be) to 127 (silence)
 * @param voice whether the sender believes that it contains speech
 */
public record AudioLevel(int levelDbov, boolean voice) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the level is not 0 to 127
   */
  public AudioLevel {
    if (levelDbov < 0 || levelDbov > 127) {
      throw new IllegalArgumentException("audio level " + levelDbov + " is not 0 to 127");
    }
  }

  /** Reads the byte of the extension. */
  public static AudioLevel of(byte extension) {
    return new AudioLevel(extension & 0x7F, extension < 0);
  }

  /** The byte of the extension, for a level that is not boxed; a level out of range is clamped. */
  public static byte toByte(int levelDbov, boolean voice) {
    int level = Math.max(0, Math.min(127, levelDbov));
    return (byte) (voice ? level | 0x80 : level);
  }
}
