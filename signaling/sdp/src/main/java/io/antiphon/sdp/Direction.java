package io.antiphon.sdp;

import org.jspecify.annotations.Nullable;

/** Which way media flows, seen by the writer of the description (RFC 8866 §6.7). */
public enum Direction {
  /** Media both ways; what a section without a direction means. */
  SENDRECV("sendrecv", true, true),
  /** We send, the other side does not. */
  SENDONLY("sendonly", true, false),
  /** The other side sends, we do not. */
  RECVONLY("recvonly", false, true),
  /** Nobody sends; the section is kept for later, and RTCP goes on. */
  INACTIVE("inactive", false, false);

  private final String token;
  private final boolean sends;
  private final boolean receives;

  Direction(String token, boolean sends, boolean receives) {
    this.token = token;
    this.sends = sends;
    this.receives = receives;
  }

  /** The direction of one who sends or does not, and receives or does not. */
  public static Direction of(boolean sends, boolean receives) {
    if (sends) {
      return receives ? SENDRECV : SENDONLY;
    }
    return receives ? RECVONLY : INACTIVE;
  }

  /** Whether the writer of the description sends. */
  public boolean sends() {
    return sends;
  }

  /** Whether the writer of the description receives. */
  public boolean receives() {
    return receives;
  }

  /** The same flow, seen from the other side. */
  public Direction reversed() {
    return of(receives, sends);
  }

  /** What both allow: the answer's direction to a reversed offer (RFC 3264 §6.1). */
  public Direction and(Direction other) {
    return of(sends && other.sends, receives && other.receives);
  }

  static @Nullable Direction named(String token) {
    for (Direction direction : values()) {
      if (direction.token.equals(token)) {
        return direction;
      }
    }
    return null;
  }

  /** The attribute's name, such as {@code sendrecv}. */
  @Override
  public String toString() {
    return token;
  }
}
