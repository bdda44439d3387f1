package io.antiphon.rtp.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is taken for a queue, on a path that is never quite still. */
class OveruseDetectorTest {
  private static final long GROUP_NANOS = 20_000_000;

  private final OveruseDetector detector = new OveruseDetector();
  private long nowNanos;

  /** Tells it of that many groups whose trend swings between both sizes; counts the overuses. */
  private int swing(int groups, double from, double to) {
    int overuses = 0;
    for (int i = 0; i < groups; i++) {
      nowNanos += GROUP_NANOS;
      double trend = i % 8 < 4 ? from : to;
      overuses += detector.update(nowNanos, trend, GROUP_NANOS) == NetworkUsage.OVERUSE ? 1 : 0;
    }
    return overuses;
  }

  @Test
  void aPathsUsualUnrestIsNoQueueOnceItIsKnown() {
    assertTrue(swing(500, 20, -20) > 0, "at first it might be one");
    assertEquals(20, detector.thresholdMillis(), 1);
    assertEquals(0, swing(8, 18, -18));
    assertTrue(swing(8, 30, 34) > 0, "more than usual");
  }

  @Test
  void whereAllIsStillLessIsAQueue() {
    assertEquals(0, swing(500, 0, 1));
    assertEquals(6, detector.thresholdMillis(), 0.1);
    assertTrue(swing(4, 8, 8) > 0);
  }

  @Test
  void aLeapTeachesNothing() {
    swing(500, 0, 1);
    double before = detector.thresholdMillis();
    swing(4, 500, 500);
    assertEquals(before, detector.thresholdMillis());
  }
}
