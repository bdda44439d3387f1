package io.antiphon.rtp.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class QualityWindowTest {
  private final QualityWindow window = new QualityWindow(EModel.Codec.CONCEALING);

  @Test
  void knowsNothingBeforeSomethingWasHeard() {
    assertFalse(window.isKnown());
    assertTrue(Double.isNaN(window.rFactor()));
    window.observe(0, 0, 0, 20);
    window.observe(0, 0, 0, 20);
    assertTrue(Double.isNaN(window.mos()));
  }

  @Test
  void aCallWithoutLossIsAsGoodAsItGets() {
    for (int second = 0; second < 30; second++) {
      window.observe(second, 0, 0, 60);
    }
    assertEquals(93.2, window.rFactor(), 0.01);
    assertEquals(4.41, window.mos(), 0.01);
  }

  @Test
  void scatteredLossOfFivePercentIsHeard() {
    for (int second = 0; second <= 10; second++) {
      window.observe(second, 0.05 * second, second * 5 / 2, 60);
    }
    assertEquals(0.05, window.lossFraction(), 1e-9);
    assertEquals(1, window.burstRatio(), 0.01);
    assertEquals(93.2 - 95 * 5 / 30.1, window.rFactor(), 0.2);
  }

  @Test
  void longGapsAreBursts() {
    window.observe(0, 0, 0, 60);
    window.observe(10, 0.5, 5, 60); // five times 100 ms
    assertEquals(5 * 0.95, window.burstRatio(), 0.01);
  }

  @Test
  void whatIsElevenObservationsAgoIsForgotten() {
    window.observe(0, 0, 0, 60);
    window.observe(1, 0.5, 1, 60);
    assertTrue(window.rFactor() < 20, "R " + window.rFactor());
    for (int second = 2; second <= 11; second++) {
      window.observe(second, 0.5, 1, 60);
    }
    assertEquals(93.2, window.rFactor(), 0.01);
  }

  @Test
  void countersThatBeginAnewAreNoNegativeLoss() {
    window.observe(100, 20, 9, 60);
    window.observe(101, 20, 9, 60);
    window.observe(0.5, 0, 0, 60);
    assertFalse(window.isKnown());
    window.observe(1.5, 0, 0, 60);
    assertEquals(93.2, window.rFactor(), 0.01);
  }
}
