package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelMeterTest {
  private final LevelMeter meter = new LevelMeter();

  @Test
  void digitalSilenceIs127() {
    assertEquals(127, meter.levelDbov());
    meter.measure(new short[960], 0, 960);
    assertEquals(127, meter.levelDbov());
    assertEquals(0, meter.rms());
    assertEquals(0, meter.peak());
    assertEquals(127, LevelMeter.levelDbov(new short[0], 0, 0));
  }

  @Test
  void aSquareWaveAtFullScaleIs0() {
    short[] square = new short[960];
    for (int i = 0; i < square.length; i++) {
      square[i] = i % 20 < 10 ? Short.MAX_VALUE : Short.MIN_VALUE;
    }
    meter.measure(square, 0, 960);
    assertEquals(0, meter.levelDbov());
    assertEquals(1, meter.peak());
    assertEquals(1, meter.rms());
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "-0.7, 4", "-10, 13", "-20, 23", "-57, 60", "-80, 83"})
  void aSineIs3DbBelowItsPeak(double peakDbfs, int levelDbov) {
    short[] pcm = new short[4_800];
    AudioSource.tone(AudioFormat.MONO_48K, 440, peakDbfs).read(pcm, 0, 4_800);
    assertEquals(levelDbov, LevelMeter.levelDbov(pcm, 0, 4_800), peakDbfs < -70 ? 1 : 0);
  }

  @Test
  void theSoftestSoundIsStillAbove127() {
    short[] pcm = new short[960];
    pcm[0] = 1;
    assertEquals(120, LevelMeter.levelDbov(pcm, 0, 960));
    Arrays.fill(pcm, (short) 1);
    assertEquals(90, LevelMeter.levelDbov(pcm, 0, 960));
  }

  @Test
  void measuresOnlyThePartItIsGiven() {
    short[] pcm = {20_000, 100, -100, 20_000};
    assertEquals(100 / 32_767.0, LevelMeter.rms(pcm, 1, 2), 1e-9);
    assertEquals(100 / 32_767.0, LevelMeter.peak(pcm, 1, 2), 1e-9);
  }

  @Test
  void handsTheFrameOnUnchanged() {
    AudioFrame frame = AudioFrame.of(AudioFormat.STEREO_48K, new short[] {100, -3_000, 5, 6});
    assertSame(frame, meter.process(frame));
    assertEquals(3_000 / 32_767.0, meter.peak(), 1e-9);
    meter.reset();
    assertEquals(127, meter.levelDbov());
  }
}
