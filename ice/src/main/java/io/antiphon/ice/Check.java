package io.antiphon.ice;

import java.nio.ByteBuffer;

/** A check under way: a Binding request, and when to send it again (RFC 8445 §7.2.2, §14.3). */
final class Check {
  /** Transmissions after which a check has failed, where there is another pair that works. */
  private static final int MAX_TRANSMISSIONS = 14;

  /**
   * Transmissions before the wait is doubled. On a path that loses every fifth datagram, one check
   * in three goes unanswered: doubling from the first would make of three in a row a second's wait.
   */
  private static final int STEADY_TRANSMISSIONS = 6;

  private static final long MAX_RTO_NANOS = 1_600_000_000L;

  /** How long the answer to a request that is not sent again is waited for. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final TransactionId id;
  private final CandidatePair pair;
  private final IceRole role;
  private final boolean useCandidate;
  private final ByteBuffer request;
  private final long firstSentNanos;
  private boolean repeats;
  private int transmissions = 1;
  private long rtoNanos;
  private long dueNanos;

  private Check(
      TransactionId id,
      CandidatePair pair,
      IceRole role,
      boolean useCandidate,
      ByteBuffer request,
      long nowNanos,
      long rtoNanos) {
    this.id = id;
    this.pair = pair;
    this.role = role;
    this.useCandidate = useCandidate;
    this.request = request;
    this.firstSentNanos = nowNanos;
    this.rtoNanos = rtoNanos;
    this.repeats = rtoNanos > 0;
    this.dueNanos = nowNanos + (repeats ? rtoNanos : PATIENCE_NANOS);
  }

  /** Sent again until it is answered or given up. */
  static Check connectivity(
      TransactionId id,
      CandidatePair pair,
      IceRole role,
      boolean useCandidate,
      ByteBuffer request,
      long nowNanos,
      long rtoNanos) {
    return new Check(id, pair, role, useCandidate, request, nowNanos, rtoNanos);
  }

  /** Sent once: the next one has an ID of its own (RFC 7675 §5.1). */
  static Check consent(
      TransactionId id, CandidatePair pair, IceRole role, ByteBuffer request, long nowNanos) {
    return new Check(id, pair, role, false, request, nowNanos, 0);
  }

  TransactionId id() {
    return id;
  }

  CandidatePair pair() {
    return pair;
  }

  /** The role that we claimed in it. */
  IceRole role() {
    return role;
  }

  boolean useCandidate() {
    return useCandidate;
  }

  ByteBuffer request() {
    return request.duplicate();
  }

  /** The round trip if the answer comes now, or -1 if it may be the answer to either of several. */
  long rttNanos(long nowNanos) {
    return transmissions == 1 ? nowNanos - firstSentNanos : -1;
  }

  /** When it is to be sent again or given up. */
  long dueNanos() {
    return dueNanos;
  }

  boolean isDue(long nowNanos) {
    return dueNanos - nowNanos <= 0;
  }

  /** Lets it go silent; an answer is still welcome for a while (RFC 8445 §7.3.1.4). */
  void stopRepeating(long nowNanos) {
    if (repeats) {
      repeats = false;
      dueNanos = nowNanos + PATIENCE_NANOS;
    }
  }

  /**
   * Whether it is to be sent once more; then the next time has been set, after the first few the
   * wait doubled.
   *
   * @param persist beyond the usual number, since nothing else works yet
   * @param steadyRtoNanos the wait between the first few
   */
  boolean repeat(long nowNanos, boolean persist, long steadyRtoNanos) {
    if (!repeats || (transmissions >= MAX_TRANSMISSIONS && !persist)) {
      return false;
    }
    transmissions++;
    rtoNanos =
        transmissions < STEADY_TRANSMISSIONS
            ? steadyRtoNanos
            : Math.max(steadyRtoNanos, Math.min(2 * rtoNanos, MAX_RTO_NANOS));
    dueNanos = nowNanos + rtoNanos;
    return true;
  }
}
