package io.antiphon.rtp.stream;

/** What a packet is among those of its source that came before (RFC 3550 appendix A.1). */
public enum Arrival {
  /** The newest so far. */
  NEW,
  /** Overtaken on its way by a newer one, but not seen before. */
  REORDERED,
  /** Seen before, or too old to tell. */
  DUPLICATE,
  /** Far off the row of sequence numbers: believed only if the next packet follows it. */
  ON_PROBATION,
  /** The second packet of a new row: the source has restarted, and its counts with it. */
  RESTARTED;

  /** Whether the packet's payload is to be used. */
  public boolean isUsable() {
    return this == NEW || this == REORDERED || this == RESTARTED;
  }
}
