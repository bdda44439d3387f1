package io.antiphon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.agent.Utterances.Change;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UtterancesTest {
  private final Utterances utterances = new Utterances();
  private final List<String> changes = new ArrayList<>();
  private int frames;

  private void hear(AudioFormat format, double peakDbfs, int millis) {
    AudioSource tone = AudioSource.tone(format, 433, peakDbfs);
    int samples = format.samplesPerChannel(20);
    for (int at = 0; at < millis; at += 20) {
      short[] pcm = new short[samples * format.channels()];
      tone.read(pcm, 0, samples);
      Change change = utterances.hear(AudioFrame.of(format, pcm));
      frames++;
      if (change != Change.NOTHING) {
        changes.add(change + "@" + 20 * frames);
      }
    }
  }

  private void hear(double peakDbfs, int millis) {
    hear(AudioFormat.MONO_48K, peakDbfs, millis);
  }

  @Test
  void beginsAfterSixtyMillisecondsAndEndsAfterSixHundredOfQuiet() {
    hear(-80, 500);
    hear(-20, 1_000);
    hear(-80, 1_000);
    assertEquals(List.of("BEGINS@560", "ENDS@2100"), changes);
    assertEquals(1.2, utterances.last().length / 48_000.0, 0.05, "with what came before it");
    assertEquals(1, utterances.count());
  }

  @Test
  void aClickIsNoSpeechAndAPauseNoEnd() {
    hear(-80, 200);
    hear(-10, 40);
    hear(-80, 400);
    hear(-20, 300);
    hear(-80, 500);
    hear(-20, 300);
    hear(-80, 700);
    assertEquals(List.of("BEGINS@700", "ENDS@2340"), changes);
  }

  @Test
  void whoNeverStopsIsAnsweredAfterHalfAMinute() {
    hear(-20, 30_100);
    assertEquals("ENDS@30000", changes.get(1));
  }

  @Test
  void hearsAnyFormatAsMonoAt48Kilohertz() {
    AudioFormat narrow = AudioFormat.mono(8_000);
    hear(narrow, -20, 1_000);
    hear(narrow, -80, 700);
    assertEquals(2, changes.size(), changes.toString());
    assertEquals(1, utterances.last().length / 48_000.0, 0.05);
  }
}
