package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.Gain;
import io.antiphon.codec.LevelMeter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class VoiceTest {
  private static final int FRAME = 960;

  private final AtomicBoolean muted = new AtomicBoolean();
  private final AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, 511, -20);
  private final short[] pcm = new short[FRAME];

  private int levelOf(Voice voice) {
    assertEquals(FRAME, voice.read(pcm, 0, FRAME));
    return LevelMeter.levelDbov(pcm, 0, FRAME);
  }

  @Test
  void saysWhatItIsGiven() {
    assertEquals(23, levelOf(new Voice(tone, List.of(), muted::get)), 1);
  }

  @Test
  void isLouderWithGain() {
    assertEquals(13, levelOf(new Voice(tone, List.of(new Gain(10)), muted::get)), 1);
  }

  @Test
  void fadesOutAndInAgain() {
    Voice voice = new Voice(tone, List.of(), muted::get);
    levelOf(voice);
    muted.set(true);
    levelOf(voice);
    for (int i = 1; i < FRAME; i++) {
      assertTrue(Math.abs(pcm[i] - pcm[i - 1]) < 400, "a click at " + i);
    }
    assertEquals(127, levelOf(voice));
    muted.set(false);
    assertTrue(levelOf(voice) < 127);
    assertEquals(23, levelOf(voice), 1);
  }

  @Test
  void whoBeginsMutedIsNotHeardAtAll() {
    muted.set(true);
    assertEquals(127, levelOf(new Voice(tone, List.of(), muted::get)));
  }

  @Test
  void theNearSideIsSilentWhileTheFarSideSpeaksAndAMomentLonger() {
    HalfDuplex duplex = new HalfDuplex();
    short[] loud = new short[FRAME];
    AudioSource.tone(AudioFormat.MONO_48K, 433, -20).read(loud, 0, FRAME);
    duplex.accept(AudioFrame.of(AudioFormat.MONO_48K, loud));
    assertTrue(duplex.isFarSideSpeaking());
    int frames = 0;
    while (duplex.isFarSideSpeaking()) {
      duplex.accept(AudioFrame.of(AudioFormat.MONO_48K, new short[FRAME]));
      frames++;
    }
    assertEquals(15, frames);
  }
}
