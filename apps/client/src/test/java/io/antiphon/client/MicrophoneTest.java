package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
  void givesTheCardsSamplesInOrderFrameByFrame() {
    for (int frame = 0; frame < 30; frame++) {
      card.pass(4);
      assertEquals(1, microphone.clock().advance());
      assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
      for (int i = 0; i < FRAME; i++) {
        assertEquals((short) (frame * FRAME + i), pcm[i]);
      }
    }
    assertEquals(0, microphone.droppedSamples());
    assertEquals(0, microphone.missingSamples());
  }

  @Test
  void aFrameIsDueTheMomentItIsWhole() {
    AtomicInteger steps = new AtomicInteger();
    microphone.clock().follow(steps::incrementAndGet);
    card.pass(3);
    assertEquals(0, steps.get());
    assertEquals(0, microphone.clock().advance());
    card.pass(1);
    assertEquals(1, steps.get());
  }

  @Test
  void isSilentAtOnceWhenTheCardHasNothing() {
    assertEquals(0, microphone.read(pcm, 0, FRAME));
  }

  @Test
  void aReaderThatIsHeldUpMissesNothing() {
    card.pass(20);
    assertEquals(5, microphone.clock().advance());
    for (int frame = 0; frame < 5; frame++) {
      assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
      assertEquals((short) (frame * FRAME), pcm[0]);
    }
    assertEquals(0, microphone.droppedSamples());
  }

  @Test
  void aReaderThatStalledFindsTheNewestFrame() {
    card.pass(40);
    assertEquals(10, microphone.clock().advance());
    assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
    assertEquals((short) (9 * FRAME), pcm[0]);
    assertEquals(0, microphone.read(pcm, 0, FRAME));
    assertEquals(9 * FRAME, microphone.droppedSamples());
    assertEquals(9 * 20, microphone.droppedMillis());
  }

  @Test
  void whatNobodyReadsIsNotKept() {
    card.pass(4);
    assertEquals(1, microphone.clock().advance());
    card.pass(4);
    assertEquals(1, microphone.clock().advance());
    assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
    assertEquals(FRAME, pcm[0]);
    assertEquals(0, microphone.read(pcm, 0, FRAME));
  }

  @Test
  void isSilentWhileItIsUnpluggedAndSpeaksWhenItIsBack() {
    card.pass(4);
    microphone.clock().advance();
    card.unplug();
    FakeCard.await(() -> names().contains("device-lost"));
    assertTrue(card.isClosed());
    assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
    assertEquals(0, microphone.clock().advance());
    assertEquals(0, microphone.read(pcm, 0, FRAME));
    card.plugIn();
    FakeCard.await(() -> card.timesOpened() > 1);
    FakeCard.await(
        () -> {
          card.pass(8);
          return names().contains("device-back");
        });
    assertEquals(List.of("device-lost", "device-back"), names());
    assertTrue(microphone.clock().advance() > 0);
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
