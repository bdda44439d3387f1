package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeStretchTest {
  private static final int SECONDS = 4;

  interface Change {
    int at(TimeStretch stretch);
  }

  /** Plays in steps of 10 ms, with a change before each third; returns what was heard. */
  static short[] play(AudioFormat format, short[] pcm, Change change) {
    TimeStretch stretch = new TimeStretch(format, format.sampleRateHz());
    int channels = format.channels();
    int slot = format.samplesPerChannel(10);
    short[] heard = new short[3 * pcm.length];
    int written = 0;
    int read = 0;
    int total = pcm.length / channels;
    for (int i = 0; written < total || stretch.available() > 0; i++) {
      while (stretch.available() < slot + stretch.enoughToAccelerate() && written < total) {
        stretch.write(pcm, written * channels, slot);
        written += slot;
      }
      if (i % 3 == 0 && i > 10 && written < total) {
        change.at(stretch);
      }
      read += stretch.read(heard, read * channels, slot);
    }
    return Arrays.copyOf(heard, read * channels);
  }

  static short[] tone(AudioFormat format, double hz, int seconds) {
    short[] pcm = new short[format.sampleRateHz() * seconds * format.channels()];
    AudioSource.tone(format, hz, -12).read(pcm, 0, format.sampleRateHz() * seconds);
    return pcm;
  }

  /** The largest second difference: a step or a kink stands out from any low tone. */
  static double roughness(short[] pcm, int channels) {
    double worst = 0;
    for (int i = channels; i < pcm.length - channels; i++) {
      worst = Math.max(worst, Math.abs(pcm[i - channels] - 2.0 * pcm[i] + pcm[i + channels]));
    }
    return worst;
  }

  static double lengthRatio(short[] heard, short[] said) {
    return (double) heard.length / said.length;
  }

  @ParameterizedTest
  @CsvSource({"48000, 1", "48000, 2", "16000, 1", "8000, 1"})
  void aToneKeepsItsPitchWhetherFasterOrSlower(int rate, int channels) {
    AudioFormat format = new AudioFormat(rate, channels);
    short[] said = tone(format, 433, SECONDS);
    short[] faster = play(format, said, stretch -> stretch.accelerate(rate, false));
    short[] slower = play(format, said, stretch -> stretch.decelerate(rate, false));
    assertTrue(lengthRatio(faster, said) < 0.85, lengthRatio(faster, said) + " times as long");
    assertTrue(lengthRatio(slower, said) > 1.15, lengthRatio(slower, said) + " times as long");
    for (short[] heard : new short[][] {faster, slower}) {
      assertEquals(433, frequencyHz(heard, format), 1.5);
      assertTrue(
          roughness(heard, channels) < 1.5 * roughness(said, channels) + 10,
          () -> roughness(heard, channels) + " where it was " + roughness(said, channels));
    }
  }

  /** By its rising zero crossings, first channel. */
  private static double frequencyHz(short[] pcm, AudioFormat format) {
    int crossings = 0;
    int first = 0;
    int last = 0;
    for (int i = 1; i < pcm.length / format.channels(); i++) {
      if (pcm[(i - 1) * format.channels()] < 0 && pcm[i * format.channels()] >= 0) {
        first = crossings == 0 ? i : first;
        last = i;
        crossings++;
      }
    }
    return (crossings - 1.0) * format.sampleRateHz() / (last - first);
  }

  /** Like a voice: harmonics of a pitch that glides, in syllables. */
  static short[] voice(int seconds) {
    short[] pcm = new short[48_000 * seconds];
    double phase = 0;
    for (int i = 0; i < pcm.length; i++) {
      double t = i / 48_000.0;
      phase += 2 * Math.PI * (140 + 40 * Math.sin(2 * Math.PI * 0.7 * t)) / 48_000;
      double loud = Math.max(0, Math.sin(2 * Math.PI * 2 * t)) * 6_000;
      double sum = 0;
      for (int k = 1; k <= 8; k++) {
        sum += Math.sin(k * phase) / k;
      }
      pcm[i] = (short) (loud * sum);
    }
    return pcm;
  }

  @Test
  void aVoiceIsStretchedWithoutClicks() {
    short[] said = voice(SECONDS);
    short[] faster = play(AudioFormat.MONO_48K, said, stretch -> stretch.accelerate(720, false));
    short[] slower = play(AudioFormat.MONO_48K, said, stretch -> stretch.decelerate(720, false));
    assertTrue(lengthRatio(faster, said) < 0.85, lengthRatio(faster, said) + " times as long");
    assertTrue(lengthRatio(slower, said) > 1.15, lengthRatio(slower, said) + " times as long");
    assertTrue(roughness(faster, 1) < 1.6 * roughness(said, 1), roughness(faster, 1) + " faster");
    assertTrue(roughness(slower, 1) < 1.6 * roughness(said, 1), roughness(slower, 1) + " slower");
  }

  @Test
  void noiseIsLeftAloneUnlessTimePresses() {
    short[] murmur = murmur(SECONDS);
    short[] calm = play(AudioFormat.MONO_48K, murmur, stretch -> stretch.accelerate(720, false));
    short[] hurried = play(AudioFormat.MONO_48K, murmur, stretch -> stretch.accelerate(720, true));
    assertArrayEquals(murmur, calm);
    assertTrue(lengthRatio(hurried, murmur) < 0.9, lengthRatio(hurried, murmur) + " times as long");
    double level = LevelMeter.rms(murmur, 0, murmur.length);
    assertEquals(level, LevelMeter.rms(hurried, 0, hurried.length), 0.03 * level);
  }

  /** As much tone as noise: half alike wherever it is compared. */
  static short[] murmur(int seconds) {
    short[] pcm = noise(seconds, 3000);
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) (pcm[i] + 1_732 * Math.sin(2 * Math.PI * 433 * i / 48_000));
    }
    return pcm;
  }

  static short[] noise(int seconds, double deviation) {
    SplittableRandom random = new SplittableRandom(7);
    short[] pcm = new short[48_000 * seconds];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) (deviation * (random.nextDouble() + random.nextDouble() - 1));
    }
    return pcm;
  }

  @Test
  void silenceGivesWayAtOnce() {
    short[] silence = new short[48_000];
    short[] faster = play(AudioFormat.MONO_48K, silence, stretch -> stretch.accelerate(720, false));
    assertTrue(lengthRatio(faster, silence) < 0.8, lengthRatio(faster, silence) + " times as long");
  }

  @Test
  void whatIsTakenOutOrPutInIsWhatItSays() {
    TimeStretch stretch = new TimeStretch(AudioFormat.MONO_48K, 48_000);
    stretch.write(tone(AudioFormat.MONO_48K, 433, 1), 0, 4_800);
    stretch.read(new short[1_920], 0, 1_920);
    int left = stretch.accelerate(400, false);
    assertTrue(left >= 120 && left <= 400, left + " samples");
    assertEquals(4_800 - 1_920 - left, stretch.available());
    int put = stretch.decelerate(400, false);
    assertTrue(put >= 120 && put <= 400, put + " samples");
    assertEquals(4_800 - 1_920 - left + put, stretch.available());
    assertEquals(0, stretch.accelerate(119, true), "too little to be left out");
  }

  @Test
  void withoutAChangeAllComesOutAsItWentIn() {
    short[] said = voice(2);
    assertArrayEquals(said, play(AudioFormat.MONO_48K, said, stretch -> 0));
  }

  @Test
  void whatDoesNotContinueFallsIntoStep() {
    short[] said = tone(AudioFormat.MONO_48K, 433, 2);
    for (int jump = 7; jump < 600; jump += 31) {
      TimeStretch stretch = new TimeStretch(AudioFormat.MONO_48K, 48_000);
      stretch.write(said, 0, 4_800);
      int drawn = stretch.splice(said, 4_800 + jump, 960);
      stretch.write(said, 5_760 + jump, 960);
      assertTrue(drawn >= 0 && drawn <= 720, drawn + " samples");
      assertEquals(6_720 + drawn, stretch.available());
      short[] heard = new short[6_720];
      stretch.read(heard, 0, heard.length);
      double rough = roughness(heard, 1);
      assertTrue(rough < 1.5 * roughness(said, 1) + 10, "roughness " + rough + " at " + jump);
    }
  }

  @Test
  void whatIsLostIsDrawnOutInTuneAndFadesSlowlyAndIsJoinedAgainWithoutAClick() {
    short[] said = tone(AudioFormat.MONO_48K, 433, 2);
    for (int lost = 480; lost <= 5_760; lost += 480) {
      TimeStretch stretch = new TimeStretch(AudioFormat.MONO_48K, 48_000);
      stretch.write(said, 0, 4_800);
      short[] drawn = new short[lost];
      for (int at = 0; at < lost; at += 480) {
        stretch.extend(drawn, at, 480);
      }
      stretch.splice(said, 4_800 + lost, 960);
      short[] heard = new short[5_760 + lost];
      stretch.read(heard, 0, heard.length);
      assertArrayEquals(drawn, Arrays.copyOfRange(heard, 4_800, 4_800 + lost));
      double rough = roughness(heard, 1);
      assertTrue(rough < 1.5 * roughness(said, 1) + 10, "roughness " + rough + " after " + lost);
      // In tune: each 5 ms are what they would have been, but for the level.
      for (int at = 0; at < lost; at += 240) {
        double like = likeness(heard, said, 4_800 + at, 240);
        assertTrue(like > 0.95, "likeness " + like + " at " + at);
      }
      int peak = 0;
      for (int i = lost - 240; i < lost; i++) {
        peak = Math.max(peak, Math.abs(drawn[i]));
      }
      double expected = 8_231 * Math.pow(0.5, Math.max(0, lost / 48.0 - 40) / 120);
      assertEquals(expected, peak, 0.05 * expected, "level after " + lost);
    }
  }

  /** Of the two at the same place, or up to 30 samples off. */
  private static double likeness(short[] heard, short[] said, int from, int count) {
    double best = 0;
    for (int shift = -30; shift <= 30; shift++) {
      double product = 0;
      double energy = 0;
      double other = 0;
      for (int i = from; i < from + count; i++) {
        product += heard[i] * said[i + shift];
        energy += heard[i] * heard[i];
        other += said[i + shift] * said[i + shift];
      }
      best = Math.max(best, product / Math.sqrt(energy * other));
    }
    return best;
  }

  @Test
  void nothingIsDrawnOutOfNothing() {
    TimeStretch stretch = new TimeStretch(AudioFormat.STEREO_48K, 48_000);
    short[] drawn = new short[2 * 960];
    stretch.extend(drawn, 0, 960);
    assertArrayEquals(new short[2 * 960], drawn);
    assertEquals(960, stretch.available());
  }

  @Test
  void aVoiceOutOfSilenceFadesIn() {
    TimeStretch stretch = new TimeStretch(AudioFormat.MONO_48K, 48_000);
    short[] loud = new short[960];
    Arrays.fill(loud, (short) 10_000);
    stretch.write(new short[960], 0, 960);
    assertEquals(0, stretch.splice(loud, 0, 960));
    short[] heard = new short[1_920];
    stretch.read(heard, 0, heard.length);
    int worst = 0;
    for (int i = 1; i < heard.length; i++) {
      worst = Math.max(worst, Math.abs(heard[i] - heard[i - 1]));
    }
    assertTrue(worst < 100, "a step of " + worst);
    assertEquals(10_000, heard[1_919]);
  }

  @Test
  void aFrameShorterThanTheFadeIsJoinedToo() {
    TimeStretch stretch = new TimeStretch(AudioFormat.mono(8_000), 8_000);
    stretch.write(new short[80], 0, 80);
    stretch.splice(new short[] {100, 100, 100}, 0, 3);
    assertEquals(83, stretch.available());
  }

  @Test
  void whatHasNoRoomIsRefused() {
    TimeStretch stretch = new TimeStretch(AudioFormat.MONO_48K, 960);
    stretch.write(new short[960], 0, 960);
    assertThrows(
        IllegalStateException.class,
        () -> {
          for (int i = 0; i < 10; i++) {
            stretch.write(new short[960], 0, 960);
          }
        });
  }
}
