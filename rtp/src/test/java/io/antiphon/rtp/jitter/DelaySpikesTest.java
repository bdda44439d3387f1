package io.antiphon.rtp.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DelaySpikesTest {
  private static final int RATE = 48_000;

  private final DelaySpikes spikes = new DelaySpikes(RATE);

  private static int millis(double millis) {
    return (int) (millis * RATE / 1000);
  }

  private void spike(double seconds, double height) {
    spikes.onPacket(millis(1000 * seconds), millis(height), millis(5));
    spikes.onPacket(millis(1000 * seconds + 20), millis(0), millis(5));
  }

  private int targetAt(double seconds) {
    return spikes.targetTicks(millis(1000 * seconds));
  }

  @Test
  void oneIsWorthItsDelayForSixSeconds() {
    spike(10, 200);
    assertEquals(millis(150), targetAt(10.5));
    assertEquals(millis(150), targetAt(16));
    assertEquals(0, targetAt(16.1));
  }

  @Test
  void twoAreExpectedAgainForTwiceTheirDistance() {
    spike(10, 100);
    spike(20, 200);
    assertEquals(millis(112.5), targetAt(39.9));
    assertEquals(0, targetAt(40.1));
  }

  @Test
  void thoseTooFarApartAreBorneButForTheSecondsBehindEach() {
    spike(10, 200);
    spike(23, 100);
    assertEquals(millis(75), targetAt(29));
    assertEquals(0, targetAt(29.1));
  }

  @Test
  void thoseOfAnEarlierWeatherCountForNothing() {
    spike(10, 400);
    spike(11, 400);
    spike(30, 100);
    assertEquals(millis(75), targetAt(30.5));
    assertEquals(0, targetAt(36.1));
  }

  @Test
  void theFirstOfAStormAreNoneOnceSuchDelaysAreUsual() {
    spike(10, 400);
    spikes.onPacket(millis(11_000), millis(300), millis(90));
    assertEquals(millis(300), targetAt(11));
    spikes.onPacket(millis(11_500), millis(300), millis(100));
    assertEquals(0, targetAt(11.5));
  }

  @Test
  void whatIsLittleMoreThanUsualIsNone() {
    spikes.onPacket(millis(1000), millis(199), millis(50));
    assertEquals(0, targetAt(1));
    spikes.onPacket(millis(2000), millis(201), millis(50));
    assertEquals(millis(0.75 * 201), targetAt(2));
  }
}
