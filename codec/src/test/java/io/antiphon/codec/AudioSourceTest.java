package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AudioSourceTest {
  @Test
  void loopsWithoutLosingOrAddingASample() {
    AudioSource loop = AudioSource.loop(clip(AudioFormat.STEREO_48K, ramp(2 * 1_234)));
    short[] pcm = new short[2 * 960];
    int at = 0;
    for (int frame = 0; frame < 10; frame++) {
      assertEquals(960, loop.read(pcm, 0, 960));
      for (short sample : pcm) {
        assertEquals(at++ % (2 * 1_234), sample);
      }
    }
  }

  @Test
  void loopsAClipShorterThanAFrame() {
    AudioSource loop = AudioSource.loop(clip(AudioFormat.MONO_48K, new short[] {1, 2, 3}));
    short[] pcm = new short[8];
    assertEquals(8, loop.read(pcm, 0, 8));
    assertArrayEquals(new short[] {1, 2, 3, 1, 2, 3, 1, 2}, pcm);
  }

  @Test
  void refusesToLoopNothing() {
    AudioClip empty = clip(AudioFormat.MONO_48K, new short[0]);
    assertThrows(IllegalArgumentException.class, () -> AudioSource.loop(empty));
    assertEquals(-1, AudioSource.once(empty).read(new short[10], 0, 10));
  }

  @Test
  void playsOnceAndEnds() {
    AudioSource once = AudioSource.once(clip(AudioFormat.MONO_48K, ramp(1_500)));
    short[] pcm = new short[960];
    assertEquals(960, once.read(pcm, 0, 960));
    assertEquals(540, once.read(pcm, 0, 960));
    assertEquals(960, pcm[0]);
    assertEquals(-1, once.read(pcm, 0, 960));
  }

  @Test
  void silenceHasNothingToSayAndWritesNothing() {
    AudioSource silence = AudioSource.silence(AudioFormat.STEREO_48K);
    short[] pcm = {7, 7};
    assertEquals(0, silence.read(pcm, 0, 1));
    assertArrayEquals(new short[] {7, 7}, pcm);
    assertEquals(AudioFormat.STEREO_48K, silence.format());
  }

  @Test
  void aToneIsInTuneAndAtItsLevelAfterAMinute() {
    AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, 433, -6);
    short[] pcm = new short[48_000];
    for (int second = 0; second < 60; second++) {
      tone.read(pcm, 0, pcm.length);
    }
    SineFit fit = SineFit.of(pcm, 0, 1, pcm.length, 433.0 / 48_000);
    assertEquals(-6, fit.dbfs(), 0.001);
    assertEquals(0, fit.phaseRadians(), 1e-5);
    assertTrue(fit.residualDb() < -85);
  }

  @Test
  void refusesTonesThatCannotBe() {
    AudioFormat format = AudioFormat.mono(8_000);
    assertThrows(IllegalArgumentException.class, () -> AudioSource.tone(format, 4_000, -6));
    assertThrows(IllegalArgumentException.class, () -> AudioSource.tone(format, 0, -6));
    assertThrows(IllegalArgumentException.class, () -> AudioSource.tone(format, 440, 1));
    assertThrows(IllegalArgumentException.class, () -> AudioSource.tone(format, 440, Double.NaN));
  }

  @Test
  void isItsOwnAdapterWhenTheFormatIsTheSame() {
    AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, 433, -6);
    assertSame(tone, tone.as(AudioFormat.MONO_48K));
  }

  @Test
  void adaptsRateAndChannelsToTwentyMillisecondFrames() {
    for (int rate : new int[] {8_000, 11_025, 22_050, 24_000, 44_100}) {
      AudioSource source =
          AudioSource.tone(AudioFormat.mono(rate), 433, -6).as(AudioFormat.STEREO_48K);
      assertEquals(AudioFormat.STEREO_48K, source.format());
      short[] pcm = new short[2 * 48_000];
      for (int frame = 0; frame < 50; frame++) {
        assertEquals(960, source.read(pcm, 2 * 960 * frame, 960));
      }
      for (int channel = 0; channel < 2; channel++) {
        SineFit fit = SineFit.of(pcm, 9_600 + channel, 2, 40_000, 433.0 / 48_000);
        assertEquals(-6, fit.dbfs(), 0.05);
        assertTrue(fit.residualDb() < -80, rate + ": " + fit.residualDb());
      }
    }
  }

  @Test
  void adaptsInPiecesOfAnyLengthAlike() {
    AudioFormat odd = AudioFormat.stereo(11_025);
    AudioClip clip = clip(odd, noise(2 * 5_000));
    AudioSource whole = AudioSource.loop(clip).as(AudioFormat.MONO_48K);
    AudioSource pieces = AudioSource.loop(clip).as(AudioFormat.MONO_48K);
    short[] expected = new short[30_000];
    whole.read(expected, 0, expected.length);
    short[] actual = new short[30_000];
    Random random = new Random(9);
    for (int done = 0; done < actual.length; ) {
      int piece = Math.min(1 + random.nextInt(50), actual.length - done);
      assertEquals(piece, pieces.read(actual, done, piece));
      done += piece;
    }
    assertArrayEquals(expected, actual);
  }

  @Test
  void playsTheLastSoundOutBeforeTheEnd() {
    short[] loudEnd = new short[4_800];
    Arrays.fill(loudEnd, 4_700, 4_800, (short) 10_000);
    AudioFormat narrow = AudioFormat.mono(24_000);
    AudioSource source = AudioSource.once(clip(narrow, loudEnd)).as(AudioFormat.MONO_48K);
    short[] pcm = new short[20_000];
    int total = 0;
    for (int n = source.read(pcm, 0, 960); n >= 0; n = source.read(pcm, total, 960)) {
      total += n;
    }
    long sum = 0;
    for (short sample : pcm) {
      sum += sample;
    }
    assertEquals(2.0 * 100 * 10_000, (double) sum, 100);
    assertEquals(2 * (4_800 + 96), total);
    assertEquals(-1, source.read(pcm, 0, 960));
  }

  @Test
  void ringsOutWhenTheSourceFallsSilentAndThenHasNothingToSay() {
    short[] input = new short[480];
    Arrays.fill(input, (short) 5_000);
    boolean[] speaking = {true};
    AudioSource talker =
        new AudioSource() {
          @Override
          public AudioFormat format() {
            return AudioFormat.mono(24_000);
          }

          @Override
          public int read(short[] pcm, int offset, int samplesPerChannel) {
            System.arraycopy(input, 0, pcm, offset, samplesPerChannel);
            return speaking[0] ? samplesPerChannel : 0;
          }
        };
    AudioSource source = talker.as(AudioFormat.MONO_48K);
    short[] pcm = new short[960];
    assertEquals(960, source.read(pcm, 0, 960));
    speaking[0] = false;
    assertEquals(960, source.read(pcm, 0, 960));
    assertEquals(5_000, pcm[40], 100);
    assertEquals(0, pcm[400]);
    assertEquals(0, source.read(pcm, 0, 960));
    speaking[0] = true;
    assertEquals(960, source.read(pcm, 0, 960));
    assertEquals(5_000, pcm[900], 20);
  }

  @Test
  void aSeamlessClipStaysSeamlessThroughTheAdapter() {
    short[] period = new short[24_000];
    AudioSource.tone(AudioFormat.mono(24_000), 511, -6).read(period, 0, period.length);
    AudioSource source =
        AudioSource.loop(clip(AudioFormat.mono(24_000), period)).as(AudioFormat.MONO_48K);
    short[] pcm = new short[5 * 48_000];
    source.read(pcm, 0, pcm.length);
    SineFit fit = SineFit.of(pcm, 4_800, 1, pcm.length - 4_800, 511.0 / 48_000);
    assertTrue(fit.residualDb() < -80, "left over: " + fit.residualDb() + " dB");
  }

  static AudioClip clip(AudioFormat format, short[] samples) {
    return new AudioClip() {
      @Override
      public AudioFormat format() {
        return format;
      }

      @Override
      public int samplesPerChannel() {
        return samples.length / format.channels();
      }

      @Override
      public void copy(int position, int count, short[] pcm, int offset) {
        int channels = format.channels();
        System.arraycopy(samples, position * channels, pcm, offset, count * channels);
      }
    };
  }

  private static short[] ramp(int count) {
    short[] pcm = new short[count];
    for (int i = 0; i < count; i++) {
      pcm[i] = (short) i;
    }
    return pcm;
  }

  private static short[] noise(int count) {
    Random random = new Random(4);
    short[] pcm = new short[count];
    for (int i = 0; i < count; i++) {
      pcm[i] = (short) random.nextInt(-20_000, 20_000);
    }
    return pcm;
  }
}
