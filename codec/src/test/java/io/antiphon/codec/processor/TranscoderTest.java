package io.antiphon.codec.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.SineFit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranscoderTest {
  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 12, 14})
  void everyBitIsWorth6DbOfNoise(int bits) {
    short[] tone = Signals.tone(Signals.MONO, 433.3, -3.2, 1);
    short[] out =
        Signals.through(new Transcoder(Signals.MONO, Signals.MONO, bits), Signals.MONO, tone);
    double noise = SineFit.of(out, 0, 1, 48_000, 433.3 / 48_000).residualDb();
    assertEquals(-(6.02 * bits + 1.76), noise, 1.5);
    for (short sample : out) {
      assertEquals(0, sample & ((1 << (16 - bits)) - 1));
    }
  }

  @Test
  void silenceStaysSilenceAndTheLoudestStaysInRange() {
    Transcoder coarse = new Transcoder(Signals.MONO, Signals.MONO, 8);
    AudioFrame frame =
        AudioFrame.of(Signals.MONO, new short[] {0, 127, 128, -128, -129, 32_767, -32_768});
    assertArrayEquals(
        new short[] {0, 0, 256, 0, -256, 32_512, -32_768}, coarse.process(frame).samples());
  }

  @ParameterizedTest
  @CsvSource({"8000, 1", "16000, 2", "24000, 1", "44100, 2"})
  void rateAndChannelsBecomeThoseAskedFor(int rate, int channels) {
    AudioFormat to = new AudioFormat(rate, channels);
    Transcoder transcoder = new Transcoder(AudioFormat.STEREO_48K, to, 16);
    assertEquals(to, transcoder.outputFormat(AudioFormat.STEREO_48K));
    short[] tone = Signals.tone(AudioFormat.STEREO_48K, 433, -10, 1);
    short[] out = Signals.through(transcoder, AudioFormat.STEREO_48K, tone);
    assertEquals(rate * channels, out.length);
    SineFit fit = SineFit.of(out, channels * rate / 4, channels, rate / 2, 433.0 / rate);
    assertEquals(-7, fit.dbfs(), 0.05);
    assertTrue(fit.residualDb() < -70);
    assertTrue(transcoder.latencySamples() > 0);
  }
}
