package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioSource;
import io.antiphon.simulation.NetworkConditions;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is heard when a loss goes on too long to be concealed. */
class ComfortNoiseTest {
  private static final int FRAME = HeardCall.FRAME;

  /** Syllables of 300 ms, 200 ms apart, in a room that is never quite still. */
  private static AudioSource voiceInARoom(double noiseRms) {
    SplittableRandom random = new SplittableRandom(3);
    return new AudioSource() {
      private long at;

      @Override
      public AudioFormat format() {
        return AudioFormat.MONO_48K;
      }

      @Override
      public int read(short[] pcm, int offset, int samples) {
        for (int i = 0; i < samples; i++, at++) {
          double phase = at % 24_000 / 14_400.0;
          double voice = phase < 1 ? Math.sin(Math.PI * phase) * Math.sin(0.03 * at) : 0;
          double noise = noiseRms * 1.73 * (2 * random.nextDouble() - 1);
          pcm[offset + i] = (short) (6_000 * voice + noise);
        }
        return samples;
      }
    };
  }

  private static double rms(short[] pcm, int fromSlot, int toSlot) {
    double sum = 0;
    for (short each : Arrays.copyOfRange(pcm, fromSlot * FRAME, toSlot * FRAME)) {
      sum += (double) each * each;
    }
    return Math.sqrt(sum / ((toSlot - fromSlot) * FRAME));
  }

  private static short[] withASecondLost(AudioSource source) throws Exception {
    HeardCall call = new HeardCall(1, source, NetworkConditions.CLEAN);
    call.talk(250);
    call.network.setConditions(NetworkConditions.CLEAN.withLoss(1, 1));
    call.talk(50);
    call.network.setConditions(NetworkConditions.CLEAN);
    call.talk(100);
    return call.heardFrom(0);
  }

  @Test
  void theRoomGoesOnAsLoudAsItWas() throws Exception {
    short[] heard = withASecondLost(voiceInARoom(80));
    double before = quietest(heard, 150, 250);
    double during = rms(heard, 270, 295);
    assertTrue(during > before / 2 && during < before * 2, before + " then " + during);
    for (int slot = 252; slot < 300; slot++) {
      double one = rms(heard, slot, slot + 1);
      assertTrue(one > before / 8, "a hole in slot " + slot + ": " + one);
    }
  }

  private static double quietest(short[] heard, int fromSlot, int toSlot) {
    double least = Double.MAX_VALUE;
    for (int slot = fromSlot; slot + 4 <= toSlot; slot++) {
      least = Math.min(least, rms(heard, slot, slot + 4));
    }
    return least;
  }

  @Test
  void noiseBeginsAndEndsWithoutAClick() throws Exception {
    short[] heard = withASecondLost(voiceInARoom(80));
    double usual = HeardCall.step(Arrays.copyOfRange(heard, 25 * FRAME, 245 * FRAME));
    double worst = HeardCall.step(Arrays.copyOfRange(heard, 245 * FRAME, 350 * FRAME));
    assertTrue(worst < 1.5 * usual, usual + " then " + worst);
  }

  @Test
  void aToneHasNoBackgroundAndEndsInSilence() throws Exception {
    short[] heard = withASecondLost(AudioSource.tone(AudioFormat.MONO_48K, 433, -12));
    assertEquals(0, rms(heard, 270, 295));
  }

  @Test
  void whoIsGoneIsNotHeardForEver() throws Exception {
    HeardCall call = new HeardCall(1, voiceInARoom(80), NetworkConditions.CLEAN);
    call.talk(250).pause(1_000);
    assertTrue(rms(call.heardFrom(0), 290, 320) > 10);
    assertEquals(0, rms(call.heardFrom(0), 1_200, 1_250));
  }
}
