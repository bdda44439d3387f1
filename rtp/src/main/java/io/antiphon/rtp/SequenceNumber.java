package io.antiphon.rtp;

/**
 * RTP sequence number: 16 bits, and 65535 is followed by 0 (RFC 3550 §5.1). It is not {@code
 * Comparable}, for order on a circle is not transitive.
 *
 * @param value 0 to 65535
 */
public record SequenceNumber(int value) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the value does not fit in 16 bits
   */
  public SequenceNumber {
    if (value < 0 || value > 0xFFFF) {
      throw new IllegalArgumentException("sequence number " + value + " does not fit in 16 bits");
    }
  }

  /** The number {@code packets} later, or earlier if negative. */
  public SequenceNumber plus(int packets) {
    return new SequenceNumber((value + packets) & 0xFFFF);
  }

  /** Packets from {@code earlier} to this one, the shorter way round; negative if this is older. */
  public int minus(SequenceNumber earlier) {
    return difference(value, earlier.value);
  }

  /** As {@link #minus}, for numbers that are not boxed: −32768 to 32767. */
  public static int difference(int later, int earlier) {
    return (short) (later - earlier);
  }
}
