package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FineResamplerTest {
  private static final int FRAME = 480;

  @Test
  void passesSamplesUnchangedAtSpeedOne() {
    FineResampler resampler = new FineResampler(2);
    short[] pcm = new short[2 * FRAME];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) (i * 31);
    }
    assertEquals(FRAME, resampler.process(pcm, 0, FRAME, 0));
    for (int i = 4; i < pcm.length; i++) {
      assertEquals(pcm[i - 4], resampler.out()[i], "sample " + i);
    }
  }

  @Test
  void makesFewerSamplesWhenItIsFasterAndMoreWhenSlower() {
    assertEquals(1_000 * FRAME - 480, made(1_000), 1);
    assertEquals(1_000 * FRAME + 240, made(-500), 1);
  }

  private static int made(double ppm) {
    FineResampler resampler = new FineResampler(1);
    int made = 0;
    for (int i = 0; i < 1_000; i++) {
      made += resampler.process(new short[FRAME], 0, FRAME, ppm);
    }
    return made;
  }

  @Test
  void aToneStaysPure() {
    FineResampler resampler = new FineResampler(1);
    double hz = 1_000;
    double ppm = 700;
    short[] pcm = new short[FRAME];
    double worst = 0;
    long n = 0;
    long out = 0;
    for (int block = 0; block < 100; block++) {
      for (int i = 0; i < FRAME; i++) {
        pcm[i] = (short) Math.round(20_000 * Math.sin(2 * Math.PI * hz * n++ / 48_000));
      }
      int made = resampler.process(pcm, 0, FRAME, ppm);
      for (int i = 0; i < made; i++) {
        double at = out++ * (1 + ppm * 1e-6) - 2;
        double expected = at < 1 ? Double.NaN : 20_000 * Math.sin(2 * Math.PI * hz * at / 48_000);
        worst = Math.max(worst, at < 1 ? 0 : Math.abs(expected - resampler.out()[i]));
      }
    }
    assertTrue(worst < 20, worst + " of 20000"); // 60 dB below
  }
}
