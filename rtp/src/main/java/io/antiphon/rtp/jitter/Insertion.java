package io.antiphon.rtp.jitter;

/** What became of a packet that was put in. */
public enum Insertion {
  /** It will be played. */
  KEPT,
  /** It is here, or was played, already. */
  DUPLICATE,
  /** Its time is over. */
  LATE,
  /** It fits nowhere: from before a restart, a jump not yet believed, or no room. */
  REFUSED
}
