package io.antiphon.rtp;

import java.util.random.RandomGenerator;

/**
 * Synchronization source: the 32-bit name of one stream within its session (RFC 3550 §3, §8).
 *
 * @param value the identifier, an unsigned number in an {@code int}
 */
public record Ssrc(int value) {
  /** Draws one at random (RFC 3550 §8.1). Zero is not drawn, as some receivers take it for none. */
  public static Ssrc random(RandomGenerator random) {
    int value;
    do {
      value = random.nextInt();
    } while (value == 0);
    return new Ssrc(value);
  }

  /** The identifier as SDP writes it (RFC 5576): an unsigned decimal number. */
  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}
