package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ContributionTest {
  private final Contribution contribution = new Contribution();
  private final short[] heard = new short[100 * SlotAudio.SAMPLES];
  private int length;

  /** A slot of a constant, in which any step is a click. */
  private void slot(boolean present, boolean speaking) {
    if (present) {
      Arrays.fill(contribution.pcm(), (short) 10_000);
    }
    contribution.update(present, speaking);
    for (int i = 0; i < SlotAudio.SAMPLES; i++) {
      heard[length++] = contribution.audible() ? contribution.pcm()[2 * i] : 0;
    }
  }

  private int steepest() {
    int largest = Math.abs(heard[0]);
    for (int i = 1; i < length; i++) {
      largest = Math.max(largest, Math.abs(heard[i] - heard[i - 1]));
    }
    return largest;
  }

  @Test
  void glidesInAndOut() {
    slot(true, false);
    assertFalse(contribution.audible());
    slot(true, true);
    slot(true, true);
    assertEquals(10_000, heard[length - 1]);
    slot(true, false);
    assertTrue(contribution.audible(), "it is fading");
    slot(true, false);
    assertFalse(contribution.audible());
    assertEquals(0, heard[length - 1]);
    assertTrue(steepest() <= 10_000 / 240 + 1, "a step of " + steepest());
  }

  @Test
  void whatBreaksOffFadesFromWhereItWas() {
    slot(true, true);
    slot(true, true);
    slot(false, true);
    assertTrue(contribution.audible());
    slot(false, true);
    assertFalse(contribution.audible());
    assertTrue(steepest() <= 10_000 / 240 + 1, "a step of " + steepest());
  }

  @Test
  void aSlotIsTheNewestAudioInOneFormat() {
    SlotAudio voice = new SlotAudio();
    short[] out = new short[SlotAudio.LENGTH];
    assertFalse(voice.take(out), "nothing was said yet");
    for (int value = 1; value <= 3; value++) {
      AudioFrame frame = new AudioFrame(AudioFormat.MONO_48K, 960);
      Arrays.fill(frame.samples(), (short) value);
      frame.setSamplesPerChannel(960);
      voice.accept(frame);
    }
    assertTrue(voice.take(out));
    assertEquals(3, out[0], "after a stall the newest counts");
    assertEquals(3, out[SlotAudio.LENGTH - 1], "in both channels");
    AudioFrame narrow = new AudioFrame(AudioFormat.mono(8_000), 160);
    narrow.setSamplesPerChannel(160);
    voice.accept(narrow);
    assertTrue(voice.take(out));
    assertEquals(0, out[0]);
    assertFalse(voice.take(out), "it was taken");
  }
}
