package io.antiphon.rtp.congestion;

/** What the delays of the path say of its use (draft-ietf-rmcat-gcc-02 §5.4). */
public enum NetworkUsage {
  /** Queues neither grow nor shrink. */
  NORMAL,
  /** A queue is growing: more is sent than the path bears. */
  OVERUSE,
  /** A queue is shrinking. */
  UNDERUSE
}
