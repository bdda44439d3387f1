package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatConversionTest {
  @ParameterizedTest
  @CsvSource({"24000, 1, 48000, 2", "48000, 2, 16000, 1", "44100, 2, 48000, 2", "8000, 1, 8000, 2"})
  void convertsRateAndChannelsTogether(int fromHz, int fromChannels, int toHz, int toChannels) {
    AudioFormat from = new AudioFormat(fromHz, fromChannels);
    AudioFormat to = new AudioFormat(toHz, toChannels);
    FormatConversion conversion = new FormatConversion(from, to);
    AudioFrame in = new AudioFrame(from, fromHz / 2);
    AudioSource.tone(from, 433, -6).read(in.samples(), 0, fromHz / 2);
    in.setSamplesPerChannel(fromHz / 2);
    AudioFrame out = conversion.process(in);
    assertEquals(to, out.format());
    assertEquals(to, conversion.outputFormat(from));
    assertEquals(toHz / 2, out.samplesPerChannel());
    int settled = toHz / 20;
    for (int channel = 0; channel < toChannels; channel++) {
      int first = settled * toChannels + channel;
      SineFit fit = SineFit.of(out.samples(), first, toChannels, toHz / 2 - settled, 433.0 / toHz);
      assertEquals(-6, fit.dbfs(), 0.05);
      assertTrue(fit.residualDb() < -80, fit.residualDb() + " dB");
    }
  }

  @Test
  void statesItsLatencyInItsOwnSamples() {
    assertEquals(96, conversion(24_000, 48_000).latencySamples());
    assertEquals(48, conversion(48_000, 16_000).latencySamples());
    assertEquals(53, conversion(44_100, 48_000).latencySamples());
    assertEquals(0, conversion(48_000, 48_000).latencySamples());
  }

  @Test
  void handsOnWhatNeedsNoConversion() {
    AudioFrame frame = new AudioFrame(AudioFormat.MONO_48K, 960);
    assertSame(frame, conversion(48_000, 48_000).process(frame));
  }

  @Test
  void refusesAFrameInAnotherFormat() {
    AudioFrame frame = new AudioFrame(AudioFormat.STEREO_48K, 960);
    assertThrows(IllegalArgumentException.class, () -> conversion(48_000, 16_000).process(frame));
  }

  private static FormatConversion conversion(int fromHz, int toHz) {
    return new FormatConversion(AudioFormat.mono(fromHz), AudioFormat.mono(toHz));
  }
}
