package io.antiphon.rtp;

/**
 * RTP timestamp: 32 bits of the media's sampling clock, wrapping (RFC 3550 §5.1).
 *
 * @param value in ticks of the RTP clock, an unsigned number in an {@code int}
 */
public record RtpTimestamp(int value) {
  /** The instant {@code ticks} later, or earlier if negative. */
  public RtpTimestamp plus(int ticks) {
    return new RtpTimestamp(value + ticks);
  }

  /** Ticks from {@code earlier} to this one, the shorter way round; negative if this is older. */
  public int minus(RtpTimestamp earlier) {
    return difference(value, earlier.value);
  }

  /** As {@link #minus}, for timestamps that are not boxed. */
  public static int difference(int later, int earlier) {
    return later - earlier;
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}
