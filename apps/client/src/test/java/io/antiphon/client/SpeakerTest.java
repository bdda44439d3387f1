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
  private static final int STEP = 240;

  private FakeCard card = new FakeCard(DeviceKind.PLAYBACK, AudioFormat.MONO_48K);
  private final List<CallEvent> events = new CopyOnWriteArrayList<>();
  private Speaker speaker = open();
  private short spoken = 1;

  private Speaker open() {
    try {
      return Speaker.open(card.devices(), null, card::nanos, events::add);
    } catch (AudioDeviceException e) {
      throw new AssertionError(e);
    }
  }

  private void speak(int frames) {
    for (int i = 0; i < frames; i++) {
      speakSamples(FRAME);
    }
  }

  private void speakSamples(int count) {
    AudioFrame frame = AudioFrame.of(AudioFormat.MONO_48K, new short[count]);
    for (int at = 0; at < count; at++) {
      frame.samples()[at] = spoken++;
    }
    speaker.accept(frame);
  }

  /** From now on the speaker is given what it wants, by its own thread. */
  private void answer() {
    speaker
        .clock()
        .follow(
            () -> {
              for (int due = speaker.clock().advance(); due > 0; due--) {
                speakSamples(STEP);
              }
            });
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
    assertTrue(hear(10 * STEP).stream().allMatch(each -> each == 0));
  }

  @Test
  void playsWhatItAskedForWithoutAGap() {
    answer();
    card.pass(60);
    List<Short> heard = hear(60 * STEP);
    assertTrue(heard.indexOf((short) 1) <= 2 * STEP, "begins at " + heard.indexOf((short) 1));
    assertFollowsFromOne(heard, 1);
    assertEquals(0, speaker.droppedSamples());
  }

  @Test
  void asksForNoMoreThanTheCardTakes() {
    answer();
    card.pass(60);
    assertTrue(spoken - 1 <= 61 * STEP, spoken + " asked for");
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
    card.pass(1);
    speak(27);
    card.pass(3);
    List<Short> heard = hear(4 * STEP);
    assertTrue(heard.stream().allMatch(each -> each == 0 || each > 27 * FRAME - 48 * 20));
    assertTrue(heard.contains((short) (27 * FRAME)), "the newest is not heard");
    assertTrue(speaker.droppedSamples() > 0);
    CallStatus.Loss lost = CallStatus.Loss.of(null, speaker);
    assertEquals(speaker.droppedSamples() / 48, lost.inDroppedMillis());
  }

  @Test
  void tellsHowLongTheCardHadNothingToPlay() {
    answer();
    card.pass(20);
    long before = CallStatus.Loss.of(null, speaker).inUnderrunMillis();
    speaker.clock().follow(() -> {});
    card.pass(8);
    long missing = CallStatus.Loss.of(null, speaker).inUnderrunMillis() - before;
    assertTrue(missing >= 5 * 6, missing + " ms"); // two steps may have been in hand
  }

  @Test
  void monoIsHeardOnBothChannelsOfAStereoCard() {
    speaker.close();
    card = new FakeCard(DeviceKind.PLAYBACK, AudioFormat.STEREO_48K);
    speaker = open();
    answer();
    card.pass(6);
    assertFollowsFromOne(hear(6 * 2 * STEP), 2);
  }

  @Test
  void playsOnWhenItIsPluggedInAgain() {
    card.pass(2);
    hear(2 * STEP);
    card.unplug();
    FakeCard.await(() -> !events.isEmpty());
    assertEquals("device-lost", events.get(0).name());
    card.plugIn();
    FakeCard.await(() -> card.timesOpened() > 1);
    answer();
    card.pass(3);
    assertTrue(hear(3 * STEP).stream().anyMatch(each -> each > 0));
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
