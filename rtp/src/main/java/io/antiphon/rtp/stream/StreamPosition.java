package io.antiphon.rtp.stream;

import java.util.random.RandomGenerator;

/**
 * Where an outgoing stream is: the number and the time of its next packet (RFC 3550 §5.1), both
 * from a random beginning. One thread.
 */
final class StreamPosition {
  private int sequenceNumber;
  private int timestamp;
  private boolean afterSilence = true;
  private long ticksSkipped;

  StreamPosition(RandomGenerator random) {
    sequenceNumber = random.nextInt(1 << 16);
    timestamp = random.nextInt();
  }

  /** A packet of audio has been written, which lasts that long. */
  void advance(int durationTicks) {
    afterSilence = false;
    timestamp += durationTicks;
    advanceNumber();
  }

  /** A packet has been written that stands at a time of its own. */
  void advanceNumber() {
    sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
  }

  /** Goes on behind a packet whose number and time another has given it. */
  void follow(int number, int time, int durationTicks) {
    sequenceNumber = number;
    timestamp = time;
    advance(durationTicks);
  }

  /** Whether a packet of that number is no older than what is next. */
  boolean isReachedBy(int number) {
    return (short) (number - sequenceNumber) >= 0;
  }

  /** Time passes in which nothing is sent. */
  void skip(int ticks) {
    if (ticks < 0) {
      throw new IllegalArgumentException("cannot skip " + ticks + " ticks");
    }
    if (ticks > 0) {
      timestamp += ticks;
      ticksSkipped += ticks;
      afterSilence = true;
    }
  }

  /** Of the next packet, 0 to 65535. */
  int sequenceNumber() {
    return sequenceNumber;
  }

  /** Of the next packet, an unsigned number in an {@code int}. */
  int timestamp() {
    return timestamp;
  }

  /** Whether it is the first packet, or the first behind what was skipped (RFC 3551 §4.1). */
  boolean isAfterSilence() {
    return afterSilence;
  }

  /** All that was skipped. */
  long ticksSkipped() {
    return ticksSkipped;
  }
}
