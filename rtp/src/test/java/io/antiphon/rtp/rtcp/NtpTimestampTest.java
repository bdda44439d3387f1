package io.antiphon.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NtpTimestampTest {
  private static long unixNanos(String instant) {
    Instant at = Instant.parse(instant);
    return at.getEpochSecond() * 1_000_000_000 + at.getNano();
  }

  @Test
  void countsFrom1900() {
    NtpTimestamp unixEpoch = NtpTimestamp.ofUnixNanos(0);
    assertEquals(2_208_988_800L << 32, unixEpoch.bits());
    assertEquals(1L << 31, NtpTimestamp.ofUnixNanos(500_000_000).bits() & 0xFFFF_FFFFL);
  }

  @Test
  void isTurnedBackToTheNanosecondInBothEras() {
    for (String at :
        new String[] {
          "1999-12-31T23:59:59.999999999Z", "2026-11-21T00:00:00.123456789Z", "2040-01-01T00:00:00Z"
        }) {
      assertEquals(unixNanos(at), NtpTimestamp.ofUnixNanos(unixNanos(at)).toUnixNanos(), at);
    }
  }

  @Test
  void theMiddleIsInSixtyFiveThousandthsOfASecond() {
    int before = NtpTimestamp.ofUnixNanos(unixNanos("2026-11-21T00:00:00Z")).middle();
    int after = NtpTimestamp.ofUnixNanos(unixNanos("2026-11-21T00:00:01.5Z")).middle();
    assertEquals(98304, after - before);
  }
}
