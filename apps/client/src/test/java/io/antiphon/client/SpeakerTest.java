package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpeakerTest {
  private static final int FRAME = 960;

  private FakeCard card = new FakeCard(DeviceKind.PLAYBACK, AudioFormat.MONO_48K);
  private final List<CallEvent> events = new CopyOnWriteArrayList<>();
  private Speaker speaker = open();
  private short spoken = 1;

  private Speaker open() {
    try {
      return Speaker.open(card.devices(), null, events::add);
    } catch (AudioDeviceException e) {
      throw new AssertionError(e);
    }
  }

  private void speak(int frames) {
    AudioFrame frame = AudioFrame.of(AudioFormat.MONO_48K, new short[FRAME]);
    for (int i = 0; i < frames; i++) {
      for (int at = 0; at < FRAME; at++) {
        frame.samples()[at] = spoken++;
      }
      speaker.accept(frame);
    }
  }

  private List<Short> hear(int samples) {
    List<Short> heard = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      heard.add(card.hear());
    }
    return heard;
  }

  @AfterEach
  void close() {
    speaker.close();
  }

  @Test
  void theCardIsFedSilenceBeforeAnythingIsHeard() {
    card.pass(10);
    assertTrue(hear(10 * 480).stream().allMatch(each -> each == 0));
  }

  @Test
  void playsWithoutAGapOnceTheCushionIsFull() {
    speak(1);
    card.pass(4);
    assertTrue(hear(4 * 480).stream().allMatch(each -> each == 0), "20 ms are no cushion");
    speak(2);
    card.pass(4);
    assertFollowsFromOne(hear(4 * 480), 1);
    assertEquals(0, speaker.droppedSamples());
  }

  private static void assertFollowsFromOne(List<Short> heard, int channels) {
    int start = heard.indexOf((short) 1);
    assertTrue(start >= 0, "nothing was heard");
    for (int i = start; i < heard.size(); i++) {
      assertEquals(1 + (i - start) / channels, (int) heard.get(i));
    }
  }

  @Test
  void aCardThatStallsPlaysTheLatestAfterwards() {
    speak(2);
    card.pass(2);
    speak(25);
    card.pass(3);
    List<Short> heard = hear(5 * 480);
    int last = heard.get(heard.size() - 1);
    assertTrue(last > 27 * FRAME - 48 * 100, last + " is old");
    assertTrue(speaker.droppedSamples() > 0);
  }

  @Test
  void monoIsHeardOnBothChannelsOfAStereoCard() {
    speaker.close();
    card = new FakeCard(DeviceKind.PLAYBACK, AudioFormat.STEREO_48K);
    speaker = open();
    speak(2);
    card.pass(3);
    assertFollowsFromOne(hear(3 * 960), 2);
  }

  @Test
  void playsOnWhenItIsPluggedInAgain() {
    card.pass(2);
    hear(2 * 480);
    card.unplug();
    FakeCard.await(() -> !events.isEmpty());
    assertEquals("device-lost", events.get(0).name());
    card.plugIn();
    FakeCard.await(() -> card.timesOpened() > 1);
    speak(2);
    card.pass(3);
    assertTrue(hear(3 * 480).stream().anyMatch(each -> each > 0));
    FakeCard.await(
        () -> {
          card.pass(1);
          return events.size() > 1;
        });
    assertEquals("device-back", events.get(1).name());
  }

  @Test
  void closingGivesTheLineBack() {
    speaker.close();
    assertTrue(card.isClosed());
  }
}
