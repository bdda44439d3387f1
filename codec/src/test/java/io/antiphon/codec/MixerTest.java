package io.antiphon.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MixerTest {
  private final Mixer mixer = new Mixer(AudioFormat.MONO_48K, 960);
  private final short[] out = new short[960];

  @Test
  void everyoneHearsTheOthersExactlyAndNotThemselves() {
    short[][] members = {tone(433, -20), tone(511, -20), tone(711, -20)};
    mixer.begin();
    for (short[] member : members) {
      mixer.add(member, 0);
    }
    for (int self = 0; self < 3; self++) {
      mixer.mixWithout(members[self], 0, new Mixer.Output(), out, 0);
      for (int i = 0; i < 960; i++) {
        assertEquals(members[(self + 1) % 3][i] + members[(self + 2) % 3][i], out[i]);
      }
    }
  }

  @Test
  void aListenerHearsAll() {
    mixer.begin();
    mixer.add(tone(433, -20), 0);
    mixer.add(tone(433, -20), 0);
    mixer.mix(new Mixer.Output(), out, 0);
    assertEquals(2 * tone(433, -20)[27], out[27]);
  }

  @Test
  void aloneInARoomIsSilence() {
    short[] own = tone(433, 0);
    mixer.begin();
    mixer.add(own, 0);
    mixer.mixWithout(own, 0, new Mixer.Output(), out, 0);
    assertArrayEquals(new short[960], out);
  }

  @Test
  void whoIsSwitchedOverGoesOnAsLoudAsBefore() {
    Mixer.Output first = new Mixer.Output();
    mixer.begin();
    mixer.add(tone(433, 0), 0);
    mixer.add(tone(433, 0), 0);
    mixer.mix(first, out, 0);
    Mixer.Output second = new Mixer.Output();
    second.continueFrom(first);
    assertTrue(second.isLimiting());
    short[] same = new short[960];
    mixer.mix(first, out, 0);
    mixer.mix(second, same, 0);
    assertArrayEquals(out, same);
  }

  @Test
  void oneLoudTalkerPassesBitForBit() {
    short[] loud = tone(433, 0);
    loud[100] = Short.MIN_VALUE;
    mixer.begin();
    mixer.add(loud, 0);
    mixer.mixWithout(new short[960], 0, new Mixer.Output(), out, 0);
    assertArrayEquals(loud, out);
  }

  @Test
  void turnsALoudChorusDownInsteadOfWrappingOrClippingIt() {
    Mixer.Output listener = new Mixer.Output();
    AudioSource chorus = AudioSource.tone(AudioFormat.MONO_48K, 433, -1);
    short[] all = new short[48_000];
    short[] voice = new short[960];
    for (int frame = 0; frame < 50; frame++) {
      chorus.read(voice, 0, 960);
      mixer.begin();
      for (int i = 0; i < 5; i++) {
        mixer.add(voice, 0);
      }
      mixer.mix(listener, all, frame * 960);
    }
    assertTrue(listener.isLimiting());
    SineFit fit = SineFit.of(all, 9_600, 1, 38_400, 433.0 / 48_000);
    assertEquals(0, fit.dbfs(), 1);
    assertTrue(fit.residualDb() < -25, "distortion at " + fit.residualDb() + " dB");
  }

  @Test
  void comesBackToFullLevelWithinHalfASecond() {
    Mixer.Output listener = new Mixer.Output();
    short[] loud = tone(433, 0);
    short[] soft = tone(433, -30);
    for (int frame = 0; frame < 35; frame++) {
      mixer.begin();
      mixer.add(frame < 10 ? loud : soft, 0);
      mixer.add(frame < 10 ? loud : soft, 0);
      mixer.mix(listener, out, 0);
    }
    assertFalse(listener.isLimiting());
    assertEquals(2 * soft[27], out[27]);
  }

  @Test
  void limitsStereoChannelsTogetherSoTheImageStands() {
    Mixer stereo = new Mixer(AudioFormat.STEREO_48K, 960);
    short[] pcm = new short[1_920];
    for (int i = 0; i < 960; i++) {
      pcm[2 * i] = 30_000;
      pcm[2 * i + 1] = 3_000;
    }
    stereo.begin();
    stereo.add(pcm, 0);
    stereo.add(pcm, 0);
    short[] both = new short[1_920];
    stereo.mix(new Mixer.Output(), both, 0);
    assertEquals(10, both[1_000] / (double) both[1_001], 0.05);
    assertEquals(32_767, both[1_000], 20);
  }

  @Test
  void refusesFramesOfNoLength() {
    assertThrows(IllegalArgumentException.class, () -> new Mixer(AudioFormat.MONO_48K, 0));
  }

  private static short[] tone(double hertz, double dbfs) {
    short[] pcm = new short[960];
    AudioSource.tone(AudioFormat.MONO_48K, hertz, dbfs).read(pcm, 0, 960);
    return pcm;
  }
}
