package io.antiphon.rtp.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuantileDelayEstimatorTest {
  private static final int FRAME = 960;

  private final QuantileDelayEstimator estimator =
      new QuantileDelayEstimator(JitterConfig.of(48_000));
  private final SplittableRandom random = new SplittableRandom(5);

  private int targetMillis() {
    return estimator.targetTicks() / 48;
  }

  /** Half a minute of delays evenly distributed up to that; half as much for what is played. */
  private void jitter(int millis, double contentShare) {
    for (int i = 0; i < 1_500; i++) {
      int late = random.nextInt(millis * 48);
      estimator.onContent((long) (late * contentShare), FRAME);
      estimator.onPacket(late, FRAME);
    }
  }

  @Test
  void lostPacketsAreWaitedForUntilTheirCopiesCome() {
    for (int i = 0; i < 1_500; i++) {
      boolean lost = i % 40 == 7;
      estimator.onContent(lost ? FRAME : 0, FRAME);
      if (!lost) {
        estimator.onPacket(0, FRAME);
      }
    }
    assertTrue(targetMillis() >= 20 && targetMillis() <= 25, targetMillis() + " ms");
  }

  @Test
  void latePacketsAreWaitedForThemselves() {
    jitter(100, 0.5);
    assertTrue(targetMillis() >= 96 && targetMillis() <= 105, targetMillis() + " ms");
  }

  @Test
  void whereTheDelayIsLongTheirCopiesWillDo() {
    jitter(400, 0.6);
    assertTrue(targetMillis() >= 225 && targetMillis() <= 245, targetMillis() + " ms");
  }

  @Test
  void aStormIsForgottenWithinThreeSeconds() {
    jitter(400, 1);
    assertTrue(targetMillis() > 350, targetMillis() + " ms");
    for (int i = 0; i < 150; i++) {
      estimator.onContent(0, FRAME);
      estimator.onPacket(0, FRAME);
    }
    assertEquals(5, targetMillis());
  }

  @Test
  void nineSecondsAfterAStormWhatIsLateByChanceIsNotWaitedFor() {
    calm(10);
    jitter(400, 1);
    calm(9);
    for (int late = 50; late > 0; late -= 20) {
      estimator.onContent(48L * late, FRAME);
      estimator.onPacket(48L * late, FRAME);
    }
    calm(1);
    assertTrue(targetMillis() <= 15, targetMillis() + " ms");
  }

  @Test
  void whatComesBackWithinTwoSecondsIsRemembered() {
    for (int i = 0; i < 20; i++) {
      calm(1.8);
      for (int j = 0; j < 5; j++) {
        estimator.onContent(48L * 50, FRAME);
        estimator.onPacket(48L * 50, FRAME);
      }
      assertTrue(i < 5 || targetMillis() >= 50, targetMillis() + " ms");
    }
  }

  private void calm(double seconds) {
    for (int i = 0; i < 50 * seconds; i++) {
      estimator.onContent(0, FRAME);
      estimator.onPacket(0, FRAME);
    }
  }
}
