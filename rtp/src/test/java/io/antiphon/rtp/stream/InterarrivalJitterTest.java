package io.antiphon.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InterarrivalJitterTest {
  private final InterarrivalJitter jitter = new InterarrivalJitter(8000);

  private static long millis(long millis) {
    return millis * 1_000_000;
  }

  @Test
  void evenArrivalsHaveNone() {
    for (int i = 0; i < 100; i++) {
      jitter.onPacket(millis(20L * i), 0xFFFF_FF00 + 160 * i); // across the timestamp's wrap
    }
    assertEquals(0, jitter.ticks(), 1e-6);
  }

  @Test
  void oneLatePacketMovesTheEstimateBySixteenthOfItsLateness() {
    jitter.onPacket(millis(0), 0);
    jitter.onPacket(millis(40), 160); // due at 20 ms: 160 ticks late at 8 kHz
    assertEquals(10, jitter.ticks(), 1e-6);
  }

  @Test
  void aSilenceIsNoJitter() {
    jitter.onPacket(millis(0), 0);
    jitter.onPacket(millis(10_000), 80_000);
    assertEquals(0, jitter.ticks(), 1e-6);
  }

  @Test
  void aClockThatIsSetIsNoJitter() {
    jitter.onPacket(millis(0), 0);
    jitter.onPacket(millis(20), 1_000_000_000);
    assertEquals(0, jitter.ticks(), 1e-6);
  }

  @Test
  void anotherClockRateKeepsTheEstimateInSeconds() {
    jitter.onPacket(millis(0), 0);
    jitter.onPacket(millis(40), 160);
    jitter.restart(48_000);
    assertEquals(60, jitter.ticks(), 1e-6);
    jitter.onPacket(millis(60), 77);
    assertEquals(60, jitter.ticks(), 1e-6);
  }
}
