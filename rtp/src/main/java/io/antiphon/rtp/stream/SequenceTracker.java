package io.antiphon.rtp.stream;

import java.util.Arrays;

/**
 * The row of sequence numbers of one source, continued across wraps (RFC 3550 appendix A.1 and
 * A.3).
 *
 * <p>A source is valid with its first packet, without the probation of {@code MIN_SEQUENTIAL}
 * packets: only who holds the SRTP keys can get one here. A jump is still believed only when two
 * packets in a row have made it. Duplicates are told from reordered packets by a window of the last
 * 128 numbers.
 */
final class SequenceTracker {
  private static final int MAX_DROPOUT = 3000;
  private static final int MAX_MISORDER = 100;
  private static final int MODULUS = 1 << 16;
  private static final int WINDOW = 128;

  private final long[] seen = new long[WINDOW / 64];
  private boolean started;
  private long base;
  private long highest;
  private int expectedToJump = -1;
  private long received;
  private long expectedPrior;
  private long receivedPrior;
  private long lostBeforeRestart;

  Arrival accept(int sequenceNumber) {
    if (!started) {
      start(sequenceNumber);
      return Arrival.NEW;
    }
    int ahead = (int) (sequenceNumber - highest) & (MODULUS - 1);
    if (ahead == 0) {
      received++;
      return Arrival.DUPLICATE;
    }
    if (ahead < MAX_DROPOUT) {
      received++;
      advance(ahead);
      return Arrival.NEW;
    }
    if (ahead < MODULUS - MAX_MISORDER) {
      return jump(sequenceNumber);
    }
    received++;
    return old(highest + ahead - MODULUS);
  }

  private void start(int sequenceNumber) {
    started = true;
    base = sequenceNumber;
    highest = sequenceNumber;
    received = 1;
    expectedPrior = 0;
    receivedPrior = 0;
    expectedToJump = -1;
    Arrays.fill(seen, 0);
    mark(highest);
  }

  private void advance(int packets) {
    for (int i = Math.min(packets, WINDOW); i > 0; i--) {
      clear(highest + packets - i + 1);
    }
    highest += packets;
    mark(highest);
  }

  private Arrival jump(int sequenceNumber) {
    if (sequenceNumber != expectedToJump) {
      expectedToJump = (sequenceNumber + 1) & (MODULUS - 1);
      return Arrival.ON_PROBATION;
    }
    lostBeforeRestart += expected() - received;
    start(sequenceNumber);
    return Arrival.RESTARTED;
  }

  private Arrival old(long extended) {
    if (isMarked(extended)) {
      return Arrival.DUPLICATE;
    }
    mark(extended);
    // The first packet to arrive need not be the first that was sent.
    base = Math.min(base, extended);
    return Arrival.REORDERED;
  }

  /**
   * Takes a packet that was lost and sent again in another stream: what the network has lost, it
   * has lost all the same, so it is not counted as received.
   */
  Arrival restore(int sequenceNumber) {
    int behind = (int) (highest - sequenceNumber) & (MODULUS - 1);
    if (!started || behind >= WINDOW || highest - behind < base || isMarked(highest - behind)) {
      return Arrival.DUPLICATE;
    }
    mark(highest - behind);
    return Arrival.REORDERED;
  }

  private boolean isMarked(long extended) {
    return (seen[word(extended)] & 1L << extended) != 0;
  }

  private void mark(long extended) {
    seen[word(extended)] |= 1L << extended;
  }

  private void clear(long extended) {
    seen[word(extended)] &= ~(1L << extended);
  }

  private static int word(long extended) {
    return (int) (extended >> 6) & (WINDOW / 64 - 1);
  }

  /** Cycles × 65536 + highest sequence number received. */
  long extendedHighest() {
    return highest;
  }

  private long expected() {
    return highest - base + 1;
  }

  /** Packets lost since the source's last restart; negative if duplicates outnumber them. */
  long lost() {
    return started ? expected() - received : 0;
  }

  /** As {@link #lost}, since the beginning. */
  long lostInAll() {
    return lostBeforeRestart + lost();
  }

  /** The fraction lost since the last call, in 1/256, and starts the next interval (A.3). */
  int takeFractionLost() {
    long expectedInterval = expected() - expectedPrior;
    long lostInterval = expectedInterval - (received - receivedPrior);
    expectedPrior = expected();
    receivedPrior = received;
    if (expectedInterval <= 0 || lostInterval <= 0) {
      return 0;
    }
    return (int) Math.min(255, (lostInterval << 8) / expectedInterval);
  }
}
