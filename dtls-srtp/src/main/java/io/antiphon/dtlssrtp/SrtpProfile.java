package io.antiphon.dtlssrtp;

import org.jspecify.annotations.Nullable;

/**
 * SRTP protection profiles, as negotiated by the {@code use_srtp} extension (RFC 5764 §4.1.2, RFC
 * 7714 §14.2).
 */
public enum SrtpProfile {
  /** AES-256 in GCM, tag of 16 bytes (RFC 7714). */
  AEAD_AES_256_GCM(8, 32, 12, 16),

  /** AES-128 in GCM, tag of 16 bytes (RFC 7714). */
  AEAD_AES_128_GCM(7, 16, 12, 16),

  /** AES-128 in counter mode, HMAC-SHA1 cut to 10 bytes (RFC 3711): the one everybody has. */
  AES128_CM_HMAC_SHA1_80(1, 16, 14, 10);

  private final int id;
  private final int keyLength;
  private final int saltLength;
  private final int tagLength;

  SrtpProfile(int id, int keyLength, int saltLength, int tagLength) {
    this.id = id;
    this.keyLength = keyLength;
    this.saltLength = saltLength;
    this.tagLength = tagLength;
  }

  /** The profile's 16-bit value in the {@code use_srtp} extension. */
  public int id() {
    return id;
  }

  /** Bytes in a master key. */
  public int keyLength() {
    return keyLength;
  }

  /** Bytes in a master salt. */
  public int saltLength() {
    return saltLength;
  }

  /** Bytes that protection adds to an RTP packet. */
  public int rtpOverhead() {
    return tagLength;
  }

  /** Bytes that protection adds to an RTCP compound: the tag and the 4 bytes of the SRTCP index. */
  public int rtcpOverhead() {
    return tagLength + 4;
  }

  /** Bytes to export from the handshake: both keys, then both salts (RFC 5764 §4.2). */
  public int keyingMaterialLength() {
    return 2 * (keyLength + saltLength);
  }

  /** The profile with that value, or null for one we do not have. */
  public static @Nullable SrtpProfile of(int id) {
    for (SrtpProfile profile : values()) {
      if (profile.id == id) {
        return profile;
      }
    }
    return null;
  }
}
