package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MicrophoneTest {
  private static final int FRAME = 960;

  private final FakeCard card = new FakeCard(DeviceKind.CAPTURE, AudioFormat.MONO_48K);
  private final List<CallEvent> events = new CopyOnWriteArrayList<>();
  private final Microphone microphone = open(card.devices());
  private final short[] pcm = new short[FRAME];

  private Microphone open(SoundDevices devices) {
    try {
      return Microphone.open(devices, "head", events::add);
    } catch (AudioDeviceException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    microphone.close();
  }

  @Test
  void givesTheCardsSamplesInOrder() {
    card.pass(4);
    int last = -1;
    for (int frame = 0; frame < 30; frame++) {
      assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
      for (short sample : pcm) {
        // A hair faster or slower than the card: never a jump, seldom a sample left out.
        int value = sample & 0xffff;
        assertTrue(last < 0 || Math.abs(value - last - 1) <= 1, last + " then " + value);
        last = value;
      }
      card.pass(2);
    }
    assertEquals(30 * FRAME, last, 100);
    assertEquals(0, microphone.droppedSamples());
    assertEquals(0, microphone.missingSamples());
  }

  @Test
  void isSilentAtOnceWhenTheCardHasNothing() {
    assertEquals(0, microphone.read(pcm, 0, FRAME));
  }

  @Test
  void aStalledReaderFindsTheLatestSamplesNotTheOldest() {
    card.pass(4);
    assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
    card.pass(40);
    assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
    assertTrue(pcm[0] >= 22 * FRAME - 4_900, pcm[0] + " is old");
    assertTrue(microphone.droppedSamples() > 15 * FRAME);
  }

  @Test
  void isSilentWhileItIsUnpluggedAndSpeaksWhenItIsBack() {
    card.pass(4);
    card.unplug();
    FakeCard.await(() -> names().contains("device-lost"));
    assertTrue(card.isClosed());
    while (microphone.read(pcm, 0, FRAME) > 0) {
      // what was captured before
    }
    assertEquals(0, microphone.read(pcm, 0, FRAME));
    card.plugIn();
    FakeCard.await(() -> card.timesOpened() > 1);
    FakeCard.await(
        () -> {
          card.pass(8);
          return names().contains("device-back");
        });
    assertEquals(List.of("device-lost", "device-back"), names());
    assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
  }

  private List<String> names() {
    return events.stream().map(CallEvent::name).toList();
  }

  @Test
  void closingGivesTheLineBackAndEndsTheSource() {
    microphone.close();
    assertTrue(card.isClosed());
    assertEquals(-1, microphone.read(pcm, 0, FRAME));
  }

  @Test
  void saysWhichDeviceCannotBeOpened() {
    SoundDevices busy =
        FakeSound.devices(
            FakeSound.mixer("Webcam", DeviceKind.CAPTURE, Set.of(AudioFormat.MONO_48K), null));
    AudioDeviceException e =
        assertThrows(AudioDeviceException.class, () -> Microphone.open(busy, null, event -> {}));
    assertTrue(e.getMessage().contains("\"Webcam\""), e.getMessage());
    assertTrue(e.getMessage().contains("device busy"), e.getMessage());
  }
}
