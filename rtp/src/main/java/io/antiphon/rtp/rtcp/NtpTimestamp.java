package io.antiphon.rtp.rtcp;

/**
 * Wall-clock time in NTP's 64 bits: seconds since 1900 and their fraction (RFC 3550 §4).
 *
 * @param bits 32 bits of seconds, 32 bits of fraction
 */
public record NtpTimestamp(long bits) {
  private static final long UNIX_EPOCH_SECONDS = 2_208_988_800L;
  private static final long ERA_SECONDS = 1L << 32;
  private static final long NANOS = 1_000_000_000L;

  /**
   * From nanoseconds since 1970-01-01 UTC. The seconds wrap in 2036, as NTP's do.
   *
   * @param unixNanos not before 1900
   */
  public static NtpTimestamp ofUnixNanos(long unixNanos) {
    long seconds = Math.floorDiv(unixNanos, NANOS) + UNIX_EPOCH_SECONDS;
    long fraction = (Math.floorMod(unixNanos, NANOS) << 32) / NANOS;
    return new NtpTimestamp(seconds << 32 | fraction);
  }

  /** Nanoseconds since 1970-01-01 UTC; times before 1968 are read as the era that began in 2036. */
  public long toUnixNanos() {
    long seconds = bits >>> 32;
    long era = bits < 0 ? 0 : ERA_SECONDS;
    long nanos = ((bits & 0xFFFF_FFFFL) * NANOS + (1L << 31)) >>> 32;
    return (seconds + era - UNIX_EPOCH_SECONDS) * NANOS + nanos;
  }

  /** The middle 32 bits, in units of 1/65536 s, wrapping every 18 hours (LSR, RFC 3550 §6.4.1). */
  public int middle() {
    return (int) (bits >>> 16);
  }
}
