package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AudioProcessorTest {
  @Test
  void passThroughChangesNothing() {
    AudioFrame frame = frame(1, 2, 3);
    assertSame(frame, AudioProcessor.passThrough().process(frame));
    assertEquals(AudioFormat.MONO_48K, AudioProcessor.passThrough().outputFormat(frame.format()));
  }

  @Test
  void aGainOfNothingIsExact() {
    AudioFrame frame = frame(1, -2, 32_767, -32_768);
    new Gain(0).process(frame);
    assertArrayEquals(new short[] {1, -2, 32_767, -32_768}, frame.samples());
  }

  @Test
  void aGainOf6DbDoublesAndOfMinus6Halves() {
    AudioFrame frame = frame(1_000, -1_000);
    new Gain(20 * Math.log10(2)).process(frame);
    assertArrayEquals(new short[] {2_000, -2_000}, frame.samples());
    new Gain(-20 * Math.log10(4)).process(frame);
    assertArrayEquals(new short[] {500, -500}, frame.samples());
  }

  @Test
  void aChangeOfGainGlidesOverOneFrame() {
    Gain gain = new Gain(0);
    gain.setDecibels(-20);
    AudioFrame frame = new AudioFrame(AudioFormat.MONO_48K, 960);
    frame.setSamplesPerChannel(960);
    Arrays.fill(frame.samples(), (short) 10_000);
    gain.process(frame);
    assertEquals(9_991, frame.samples()[0], 2);
    assertEquals(1_000, frame.samples()[959], 2);
    for (int i = 1; i < 960; i++) {
      int step = frame.samples()[i - 1] - frame.samples()[i];
      assertTrue(step >= 0 && step <= 11, "a step of " + step);
    }
    AudioFrame next = frame(10_000);
    assertEquals(1_000, gain.process(next).samples()[0]);
  }

  @Test
  void tooMuchGainLimitsInsteadOfWrapping() {
    AudioFrame frame = new AudioFrame(AudioFormat.MONO_48K, 960);
    frame.setSamplesPerChannel(960);
    AudioSource.tone(AudioFormat.MONO_48K, 433, -3).read(frame.samples(), 0, 960);
    short[] before = frame.samples().clone();
    new Gain(60).process(frame);
    for (int i = 0; i < 960; i++) {
      assertTrue(before[i] * frame.samples()[i] >= 0, "changed sign at " + i);
    }
  }

  @Test
  void refusesGainsBeyondReason() {
    assertThrows(IllegalArgumentException.class, () -> new Gain(61));
    assertThrows(IllegalArgumentException.class, () -> new Gain(Double.NaN));
  }

  @Test
  void aFrameRefusesWhatItCannotHold() {
    AudioFrame frame = new AudioFrame(AudioFormat.STEREO_48K, 4);
    assertThrows(IllegalArgumentException.class, () -> frame.setSamplesPerChannel(5));
    assertThrows(IllegalArgumentException.class, () -> frame.setSamplesPerChannel(-1));
    assertThrows(
        IllegalArgumentException.class, () -> AudioFrame.of(AudioFormat.STEREO_48K, new short[3]));
    frame.setSamplesPerChannel(3);
    assertEquals(6, frame.length());
    AudioFrame copy = frame.copy();
    assertNotSame(frame.samples(), copy.samples());
    assertEquals(3, copy.samplesPerChannel());
  }

  @Test
  void aFormatRefusesWhatCannotBe() {
    assertThrows(IllegalArgumentException.class, () -> new AudioFormat(999, 1));
    assertThrows(IllegalArgumentException.class, () -> new AudioFormat(48_000, 0));
    assertEquals(220, AudioFormat.mono(11_025).samplesPerChannel(20));
    assertEquals(3_600_000_000_000L, AudioFormat.mono(11_025).nanos(3_600L * 11_025));
    assertEquals(20_000_000, AudioFormat.MONO_48K.nanos(960));
  }

  private static AudioFrame frame(int... samples) {
    short[] pcm = new short[samples.length];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) samples[i];
    }
    return AudioFrame.of(AudioFormat.MONO_48K, pcm);
  }
}
