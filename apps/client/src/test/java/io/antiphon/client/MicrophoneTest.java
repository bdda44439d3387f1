package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.TargetDataLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MicrophoneTest {
  private static final int FRAME = 960;

  private final Semaphore frames = new Semaphore(0);
  private final Semaphore asked = new Semaphore(0);
  private volatile boolean lineClosed;
  private int spoken;
  private final TargetDataLine line =
      FakeSound.proxy(
          TargetDataLine.class,
          (self, method, arguments) ->
              switch (method.getName()) {
                case "open", "start", "stop" -> null;
                case "getBufferSize" -> 5_760;
                case "read" -> capture((byte[]) arguments[0], (int) arguments[2]);
                case "close" -> {
                  lineClosed = true;
                  frames.release();
                  yield null;
                }
                default -> throw new AssertionError(method);
              });
  private final Microphone microphone = open();

  private Microphone open() {
    try {
      return Microphone.open(
          FakeSound.devices(
              FakeSound.mixer("Headset", DeviceKind.CAPTURE, Set.of(AudioFormat.MONO_48K), line)),
          "head");
    } catch (AudioDeviceException e) {
      throw new AssertionError(e);
    }
  }

  /** A card that counts: sample n has the value n. */
  private int capture(byte[] bytes, int length) throws InterruptedException {
    asked.release();
    frames.acquire();
    if (lineClosed) {
      return 0;
    }
    for (int i = 0; i < length; i += 2) {
      bytes[i] = (byte) spoken;
      bytes[i + 1] = (byte) (spoken >> 8);
      spoken++;
    }
    return length;
  }

  /** Returns when the frames have been captured, and the next has been asked for. */
  private void speak(int count) throws InterruptedException {
    frames.release(count);
    assertTrue(asked.tryAcquire(count, 10, TimeUnit.SECONDS));
  }

  @AfterEach
  void close() {
    microphone.close();
  }

  @Test
  void givesTheCardsSamplesInOrder() throws InterruptedException {
    short[] pcm = new short[FRAME];
    asked.acquire();
    speak(2);
    for (int frame = 0; frame < 50; frame++) {
      assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
      for (int i = 0; i < FRAME; i++) {
        assertEquals((short) (frame * FRAME + i), pcm[i]);
      }
      speak(1);
    }
    assertEquals(0, microphone.droppedSamples());
    assertEquals(0, microphone.missingSamples());
  }

  @Test
  void isSilentAtOnceWhenTheCardHasNothing() {
    assertEquals(0, microphone.read(new short[FRAME], 0, FRAME));
  }

  @Test
  void aStalledReaderFindsTheLatestSamplesNotTheOldest() throws InterruptedException {
    short[] pcm = new short[FRAME];
    asked.acquire();
    speak(2);
    assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
    speak(20);
    assertEquals(FRAME, microphone.read(pcm, 0, FRAME));
    int heard = pcm[0];
    assertTrue(heard >= 22 * FRAME - 4_800, heard + " is old");
    assertEquals(heard - FRAME, microphone.droppedSamples());
  }

  @Test
  void closingGivesTheLineBackAndEndsTheSource() {
    microphone.close();
    assertTrue(lineClosed);
    assertEquals(-1, microphone.read(new short[FRAME], 0, FRAME));
  }

  @Test
  void saysWhichDeviceCannotBeOpened() {
    SoundDevices busy =
        FakeSound.devices(
            FakeSound.mixer("Webcam", DeviceKind.CAPTURE, Set.of(AudioFormat.MONO_48K), null));
    AudioDeviceException e =
        assertThrows(AudioDeviceException.class, () -> Microphone.open(busy, null));
    assertTrue(e.getMessage().contains("\"Webcam\""), e.getMessage());
    assertTrue(e.getMessage().contains("device busy"), e.getMessage());
  }
}
