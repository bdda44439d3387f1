package io.antiphon.ice;

import java.util.random.RandomGenerator;

/**
 * When to ask again whether the other side still wants our packets (RFC 7675 §5.1), and what its
 * silence means.
 *
 * <p>Beside the regular checks, a path that has gone quiet is asked more often: whether it is the
 * path or only the talk that has stopped must be known when the transport is to be called
 * disconnected.
 */
final class ConsentFreshness {
  private static final double JITTER = 0.2;
  private final RandomGenerator random;
  private final long intervalNanos;
  private final long expiryNanos;
  private final long silenceNanos;
  private long scheduledNanos;

  ConsentFreshness(IceConfig config, RandomGenerator random) {
    this.random = random;
    this.intervalNanos = config.consentInterval().toNanos();
    this.expiryNanos = config.consentExpiry().toNanos();
    this.silenceNanos = config.disconnectedAfter().toNanos();
  }

  /** A regular check has been sent, or a path has just been validated. */
  void schedule(long nowNanos) {
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    scheduledNanos = nowNanos + (long) (intervalNanos * factor);
  }

  /** When the next check on this path is due, if nothing is heard before. */
  long nextCheckNanos(CandidatePair path) {
    long quiet = path.lastHeardNanos + silenceNanos / 4;
    long again = path.lastCheckNanos + silenceNanos / 10;
    return earlier(scheduledNanos, quiet - again > 0 ? quiet : again);
  }

  boolean isRegularCheckDue(long nowNanos) {
    return scheduledNanos - nowNanos <= 0;
  }

  /** When the path will have been silent for too long. */
  long silentNanos(CandidatePair path) {
    return path.lastHeardNanos + silenceNanos;
  }

  boolean isSilent(CandidatePair path, long nowNanos) {
    return silentNanos(path) - nowNanos <= 0;
  }

  /** Whether several checks in a row have gone unanswered: it is not just the talk that stopped. */
  boolean isDead(CandidatePair path, long nowNanos) {
    return path.unanswered && nowNanos - path.unansweredSinceNanos >= silenceNanos / 4;
  }

  /** Whether a path that has a rival is worth asking at once. */
  boolean isWorthProbing(CandidatePair path, long nowNanos) {
    return !path.unanswered && nowNanos - path.lastHeardNanos >= silenceNanos / 10;
  }

  long expiryNanos(CandidatePair pair) {
    return pair.consentNanos + expiryNanos;
  }

  boolean isExpired(CandidatePair pair, long nowNanos) {
    return expiryNanos(pair) - nowNanos <= 0;
  }

  static long earlier(long aNanos, long bNanos) {
    return aNanos - bNanos <= 0 ? aNanos : bNanos;
  }
}
