package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeviceWatchTest {
  private final DeviceWatch watch = new DeviceWatch(0);

  private static long millis(long count) {
    return TimeUnit.MILLISECONDS.toNanos(count);
  }

  @Test
  void aDeviceThatDeliversIsWell() {
    for (int at = 0; at < 60_000; at += 1_000) {
      assertFalse(watch.isStalled(millis(at)));
      assertFalse(watch.onProgress(millis(at)));
    }
  }

  @Test
  void twoSecondsWithoutASampleAreTooLong() {
    watch.onProgress(millis(500));
    assertFalse(watch.isStalled(millis(2_499)));
    assertTrue(watch.isStalled(millis(2_500)));
  }

  @Test
  void tellsOnceThatItIsLostAndOnceThatItIsBack() {
    assertTrue(watch.onLost(millis(0)));
    assertFalse(watch.onLost(millis(600)));
    watch.onOpened(millis(2_000));
    assertFalse(watch.onProgress(millis(2_010)), "it may have filled its buffer alone");
    assertTrue(watch.onProgress(millis(2_500)));
    assertFalse(watch.onProgress(millis(2_510)));
  }

  @Test
  void opensItAgainSoonAndThenEveryFourSeconds() {
    long at = 0;
    long[] waits = new long[6];
    for (int i = 0; i < waits.length; i++) {
      watch.onLost(millis(at));
      long lost = at;
      while (!watch.isReopenDue(millis(at))) {
        at++;
      }
      waits[i] = at - lost;
    }
    assertEquals(500, waits[0]);
    assertEquals(1_000, waits[1]);
    assertEquals(4_000, waits[5]);
  }
}
