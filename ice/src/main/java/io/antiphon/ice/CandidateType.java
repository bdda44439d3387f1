package io.antiphon.ice;

import org.jspecify.annotations.Nullable;

/** How a candidate was come by (RFC 8445 §5.1.1, §5.1.2.2). */
public enum CandidateType {
  /** An address of an interface of ours. */
  HOST("host", 126),
  /** What a NAT makes of it, as a STUN server sees it, or as the operator knows it. */
  SERVER_REFLEXIVE("srflx", 100),
  /** What a NAT makes of it, as the other side sees it. */
  PEER_REFLEXIVE("prflx", 110),
  /** An address on a TURN server. */
  RELAYED("relay", 0);

  private final String token;
  private final int preference;

  CandidateType(String token, int preference) {
    this.token = token;
    this.preference = preference;
  }

  /** The word after {@code typ} in the candidate attribute (RFC 8839 §5.1). */
  public String token() {
    return token;
  }

  /** The recommended type preference, 0 to 126 (RFC 8445 §5.1.2.2). */
  public int preference() {
    return preference;
  }

  static @Nullable CandidateType ofToken(String token) {
    for (CandidateType type : values()) {
      if (type.token.equals(token)) {
        return type;
      }
    }
    return null;
  }
}
