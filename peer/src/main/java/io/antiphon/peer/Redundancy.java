package io.antiphon.peer;

/**
 * When each packet of Opus goes with a whole copy of the one before it (RFC 2198), where the other
 * side takes that. It doubles the bit rate, and one lost packet in a row costs nothing.
 */
public enum Redundancy {
  /** Never. */
  NEVER,
  /** While the other side reports that 3 % or more of the packets are lost, and 10 s on. */
  ON_LOSS,
  /** In every packet. */
  ALWAYS
}
