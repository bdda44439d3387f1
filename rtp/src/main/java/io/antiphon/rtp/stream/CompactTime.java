package io.antiphon.rtp.stream;

/** Durations in units of 1/65536 s, as LSR and DLSR count them (RFC 3550 §6.4.1). */
final class CompactTime {
  private CompactTime() {}

  /** At most the 18 hours that 32 bits hold; negative ones are 0. */
  static int ofNanos(long nanos) {
    // In two steps, as 18 hours of nanoseconds × 65536 do not fit in 64 bits.
    long seconds = Math.max(0, nanos) / 1_000_000_000;
    long rest = Math.max(0, nanos) % 1_000_000_000;
    return seconds > 0xFFFF ? -1 : (int) (seconds << 16 | (rest << 16) / 1_000_000_000);
  }

  static double toSeconds(int units) {
    return Integer.toUnsignedLong(units) / 65536.0;
  }
}
