package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioProcessor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NoiseGateTest {
  private final AudioProcessor gate = gate(-45, 6);

  /** Reduces by 60 dB; attack 2, hold 150, release 100 ms. */
  private static AudioProcessor gate(double thresholdDbfs, double hysteresisDb) {
    return new NoiseGate(
        Signals.MONO, new NoiseGate.Settings(thresholdDbfs, hysteresisDb, 60, 2, 150, 100));
  }

  @Test
  void turnsDownWhatStaysBelowTheThreshold() {
    short[] out = hear(Signals.tone(Signals.MONO, 433, -50, 1)); // peak -47
    assertTrue(Signals.dbfs(out, 0, 1) < -95, Signals.dbfs(out, 0, 1) + " dBFS");
    assertEquals(-60, gate.readings().get("gainDb"), 0.1);
  }

  @Test
  void leavesWhatIsAboveItBitForBitOnceItIsOpen() {
    short[] in = Signals.tone(Signals.MONO, 433, -20, 1);
    short[] out = hear(in);
    assertArrayEquals(
        Arrays.copyOfRange(in, 240, in.length), Arrays.copyOfRange(out, 240, out.length));
    assertEquals(0, gate.readings().get("gainDb"), 1e-6);
  }

  @Test
  void opensWithinItsAttackAndWithoutAStep() {
    short[] in = new short[4_800];
    Arrays.fill(in, (short) 10_000);
    short[] out = hear(in);
    assertEquals(5_000, out[47], 150); // half-way after 1 ms
    assertEquals(10_000, out[96], 10);
    for (int i = 1; i < out.length; i++) {
      assertTrue(out[i] - out[i - 1] <= 105, "a step at " + i);
    }
  }

  @Test
  void holdsAndThenFallsByEqualDecibels() {
    // A constant that stops being loud is still there to show the gain.
    short[] in = new short[48_000];
    Arrays.fill(in, 0, 9_600, (short) 20_000);
    Arrays.fill(in, 9_600, in.length, (short) 80); // -52 dBFS
    AudioProcessor gate = gate(-6, 6);
    short[] out = Signals.through(gate, Signals.MONO, in);
    // The level falls 20 log(20000 / 8211) = 7.7 dB in 18 ms, then the hold, then the release.
    int closing = 9_600 + 18 * 48 + 150 * 48;
    assertEquals(80, out[closing - 480]);
    assertEquals(80 * Signals.amplitude(-30), out[closing + 2_400], 0.6);
    assertEquals(0, out[closing + 4_800]);
  }

  @Test
  void betweenTheThresholdsItStaysAsItIs() {
    short[] between = Signals.tone(Signals.MONO, 433, -51, 1); // peak -48: within 6 dB of -45
    short[] first = hear(between);
    assertTrue(Signals.dbfs(first, 0.5, 1) < -95, "it opened");
    hear(Signals.tone(Signals.MONO, 433, -30, 0.5));
    short[] then = hear(between);
    assertEquals(-51, Signals.dbfs(then, 0.5, 1), 0.1, "it closed");
    hear(Signals.tone(Signals.MONO, 433, -60, 1));
    assertTrue(Signals.dbfs(hear(between), 0, 1) < -95, "it did not close");
  }

  @Test
  void oneChannelOpensForAll() {
    AudioFormat stereo = AudioFormat.STEREO_48K;
    short[] pcm = new short[9_600];
    for (int i = 0; i < pcm.length; i += 2) {
      pcm[i] = 10_000;
      pcm[i + 1] = 50;
    }
    AudioProcessor gate = new NoiseGate(stereo, new NoiseGate.Settings(-45, 6, 60, 2, 150, 100));
    short[] out = Signals.through(gate, stereo, pcm);
    assertEquals(10_000, out[9_598]);
    assertEquals(50, out[9_599]);
  }

  @Test
  void speechComesThroughAndTheNoiseInItsPausesDoesNot() {
    short[] noise = Signals.noise(-65, 6, 3);
    short[] speech = Signals.speech(Signals.MONO, -25, 6, 3);
    short[] out = hear(Signals.sum(speech, noise));
    assertEquals(Signals.dbfs(speech, 0, 2.2), Signals.dbfs(out, 0, 2.2), 0.1);
    // Closed at the latest 0.4 s into the pause.
    assertTrue(Signals.dbfs(out, 2.65, 2.95) < -95);
    assertTrue(Signals.clicksDbfs(out) < Signals.clicksDbfs(Signals.sum(speech, noise)) + 1);
  }

  private short[] hear(short[] pcm) {
    return Signals.through(gate, Signals.MONO, pcm);
  }
}
