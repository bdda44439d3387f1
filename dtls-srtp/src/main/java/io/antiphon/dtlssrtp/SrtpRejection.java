package io.antiphon.dtlssrtp;

/** Why a packet was not let in. */
public enum SrtpRejection {
  /** Too short, or its header does not add up: it never was SRTP. */
  MALFORMED,

  /** The authentication tag is not one made with our keys. */
  FORGED,

  /** A packet with this index was let in before (RFC 3711 §3.3.2). */
  REPLAYED,

  /** Its index lies before the replay window of 64 packets, so it cannot be told from a replay. */
  TOO_OLD,

  /** An SRTCP packet whose E bit is not set: every profile we negotiate encrypts (RFC 5764). */
  UNENCRYPTED,

  /** Its SSRC is new, and as many sources as we keep have been heard lately. */
  TOO_MANY_SOURCES,

  /** The other side's key has protected as many packets as one may (RFC 3711 §9.2). */
  KEY_USED_UP
}
