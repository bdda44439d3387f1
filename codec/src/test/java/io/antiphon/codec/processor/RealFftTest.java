package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFftTest {
  @ParameterizedTest
  @ValueSource(ints = {4, 8, 64, 256, 1024})
  void isWhatTheDefinitionSaysAndComesBack(int size) {
    Random random = new Random(size);
    float[] time = new float[size];
    for (int i = 0; i < size; i++) {
      time[i] = (float) random.nextGaussian();
    }
    RealFft fft = new RealFft(size);
    float[] re = new float[fft.bins()];
    float[] im = new float[fft.bins()];
    fft.forward(time, re, im);
    for (int k = 0; k < fft.bins(); k++) {
      double sumRe = 0;
      double sumIm = 0;
      for (int n = 0; n < size; n++) {
        sumRe += time[n] * Math.cos(2 * Math.PI * k * n / size);
        sumIm -= time[n] * Math.sin(2 * Math.PI * k * n / size);
      }
      assertEquals(sumRe, re[k], 1e-4, "re " + k);
      assertEquals(sumIm, im[k], 1e-4, "im " + k);
    }
    float[] back = new float[size];
    fft.inverse(re, im, back);
    for (int i = 0; i < size; i++) {
      assertEquals(time[i], back[i], 1e-5);
    }
  }

  @Test
  void refusesSizesThatAreNoPowerOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> new RealFft(960));
    assertThrows(IllegalArgumentException.class, () -> new RealFft(2));
  }
}
