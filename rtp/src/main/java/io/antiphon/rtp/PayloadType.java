package io.antiphon.rtp;

/**
 * What the payload of a packet is, as the session's description assigned it (RFC 3550 §5.1).
 *
 * @param value 0 to 127
 */
public record PayloadType(int value) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the value does not fit in 7 bits
   */
  public PayloadType {
    if (value < 0 || value > 127) {
      throw new IllegalArgumentException("payload type " + value + " does not fit in 7 bits");
    }
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
