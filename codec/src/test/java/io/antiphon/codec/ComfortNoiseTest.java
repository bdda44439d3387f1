package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ComfortNoiseTest {
  private static final AudioFormat NARROW = AudioFormat.mono(8_000);
  private final ComfortNoise noise = new ComfortNoise(NARROW);
  private final short[] pcm = new short[16_000];

  private double rms() {
    double sum = 0;
    for (int i = 8_000; i < pcm.length; i++) {
      sum += (double) pcm[i] * pcm[i];
    }
    return Math.sqrt(sum / 8_000);
  }

  /** The correlation of neighbours: −1 for the highest tones, 1 for the lowest. */
  private double colour() {
    double sum = 0;
    double energy = 0;
    for (int i = 8_001; i < pcm.length; i++) {
      sum += (double) pcm[i] * pcm[i - 1];
      energy += (double) pcm[i] * pcm[i];
    }
    return sum / energy;
  }

  @Test
  void thePacketSaysHowLoudItIs() {
    noise.setParameters(new byte[] {40}, 0, 1); // −40 dBov: 327.68
    noise.fill(pcm, 0, pcm.length, 1);
    assertEquals(327.68, rms(), 20);
    assertEquals(0, colour(), 0.05);
  }

  @Test
  void reflectionCoefficientsColourItAndLeaveItAsLoud() {
    noise.setParameters(new byte[] {40, 127 - 90}, 0, 2); // k1 = −0.7087: low tones
    noise.fill(pcm, 0, pcm.length, 1);
    assertEquals(327.68, rms(), 40);
    assertEquals(0.7087, colour(), 0.05);
  }

  @Test
  void anyPayloadStaysWithinBounds() {
    long seed = System.nanoTime();
    System.out.println("comfort noise from seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] payload = new byte[random.nextInt(20)];
      random.nextBytes(payload);
      noise.setParameters(payload, 0, payload.length);
      noise.fill(pcm, 0, 80, 1);
    }
    noise.setParameters(new byte[] {127}, 0, 1);
    noise.fill(pcm, 0, pcm.length, 1);
    assertTrue(rms() < 2, "it rings: " + rms());
  }

  @Test
  void whatIsLearntComesBackInLoudnessAndColour() {
    SplittableRandom random = new SplittableRandom(7);
    BackgroundNoise background = new BackgroundNoise();
    AudioFrame frame = new AudioFrame(NARROW, 160);
    frame.setSamplesPerChannel(160);
    double last = 0;
    for (int i = 0; i < 100; i++) {
      for (int k = 0; k < 160; k++) {
        last = 0.6 * last + 173 * (2 * random.nextDouble() - 1);
        frame.samples()[k] = (short) last;
      }
      background.onFrame(frame);
    }
    background.describeTo(noise);
    noise.fill(pcm, 0, pcm.length, 1);
    assertEquals(125, rms(), 25);
    assertEquals(0.6, colour(), 0.1);
  }

  @Test
  void itBeginsSoftlyEachTime() {
    noise.setParameters(new byte[] {20}, 0, 1);
    for (int i = 0; i < 2; i++) {
      noise.restart();
      noise.fill(pcm, 0, pcm.length, 1);
      int first = 0;
      for (short each : Arrays.copyOf(pcm, 8)) {
        first = Math.max(first, Math.abs(each));
      }
      assertTrue(first < 300, "begins with " + first);
    }
  }
}
