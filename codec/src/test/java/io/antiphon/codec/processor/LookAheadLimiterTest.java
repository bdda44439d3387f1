package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LookAheadLimiterTest {
  private final LookAheadLimiter limiter = new LookAheadLimiter(Signals.MONO, 10_000);

  @Test
  void whateverComesNothingExceedsTheCeiling() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      float[] pcm = new float[random.nextInt(3_000)];
      double loud = Math.pow(10, 2 + 4 * random.nextDouble());
      for (int i = 0; i < pcm.length; i++) {
        pcm[i] = (float) (random.nextGaussian() * (random.nextInt(100) == 0 ? loud : 3_000));
      }
      limiter.limit(pcm, pcm.length);
      for (float sample : pcm) {
        assertTrue(Math.abs(sample) <= 10_000.1f, "seed " + seed + ": " + sample);
      }
    }
  }

  @Test
  void aPeakReachesTheCeilingAndTheWayThereIsSmooth() {
    float[] pcm = new float[4_800];
    Arrays.fill(pcm, 5_000);
    pcm[2_400] = 20_000;
    limiter.limit(pcm, pcm.length);
    assertEquals(10_000, pcm[2_640], 1);
    assertEquals(5_000, pcm[2_399], 1e-3);
    for (int i = 301; i < 2_640; i++) {
      assertTrue(Math.abs(pcm[i] - pcm[i - 1]) < 15, "a step at " + i);
    }
    // 0.2 s is the time constant upwards
    assertTrue(pcm[2_640 + 960] < 3_100 && pcm[4_799] > 2_800);
  }

  @Test
  void whatFitsPassesUnchangedForEver() {
    float[] pcm = new float[480];
    for (int round = 0; round < 2_000; round++) {
      Arrays.fill(pcm, round % 7 == 0 ? 30_000 : 1);
      limiter.limit(pcm, 480);
    }
    for (int round = 0; round < 1_000; round++) {
      Arrays.fill(pcm, 9_999);
      limiter.limit(pcm, 480);
    }
    assertEquals(9_999, pcm[479], 0);
  }
}
