package io.antiphon.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.SourceDataLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpeakerTest {
  private static final int FRAME = 960;

  private final Semaphore room = new Semaphore(0);
  private final BlockingQueue<Short> played = new LinkedBlockingQueue<>();
  private volatile boolean lineClosed;
  private final SourceDataLine line =
      FakeSound.proxy(
          SourceDataLine.class,
          (self, method, arguments) ->
              switch (method.getName()) {
                case "stop", "flush" -> null;
                case "write" -> play((byte[]) arguments[0], (int) arguments[2]);
                case "close" -> {
                  lineClosed = true;
                  room.release();
                  yield null;
                }
                default -> throw new AssertionError(method);
              });
  private Speaker speaker = new Speaker(line, AudioFormat.MONO_48K);
  private short spoken = 1;

  private int play(byte[] bytes, int length) throws InterruptedException {
    room.acquire();
    if (lineClosed) {
      return 0;
    }
    ByteBuffer samples = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    while (samples.hasRemaining()) {
      played.add(samples.getShort());
    }
    return length;
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

  /** What the card plays next. */
  private List<Short> hear(int samples) throws InterruptedException {
    List<Short> heard = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      Short next = played.poll(10, TimeUnit.SECONDS);
      assertTrue(next != null, "the card starves");
      heard.add(next);
    }
    return heard;
  }

  private void assertHearsFromOne(List<Short> heard, int step) {
    int start = heard.indexOf((short) 1);
    assertTrue(start >= 0, "nothing was heard");
    for (int i = 0; i < start; i++) {
      assertEquals(0, (int) heard.get(i));
    }
    for (int i = 0; i < 2 * FRAME * step; i++) {
      assertEquals(1 + i / step, (int) heard.get(start + i));
    }
  }

  @AfterEach
  void close() {
    speaker.close();
  }

  @Test
  void theCardIsFedSilenceBeforeAnythingIsHeard() throws InterruptedException {
    room.release(10);
    assertTrue(hear(10 * 480).stream().allMatch(each -> each == 0));
  }

  @Test
  void playsWithoutAGapOnceTheCushionIsFull() throws InterruptedException {
    speak(1);
    room.release(4);
    assertTrue(hear(4 * 480).stream().allMatch(each -> each == 0), "20 ms are no cushion");
    speak(2);
    room.release(8);
    assertHearsFromOne(hear(8 * 480), 1);
    assertEquals(0, speaker.droppedSamples());
  }

  @Test
  void aCardThatStallsPlaysTheLatestAfterwards() throws InterruptedException {
    speak(3);
    room.release(4);
    hear(4 * 480);
    speak(25);
    room.release(4);
    List<Short> heard = hear(4 * 480);
    int last = heard.get(heard.size() - 1);
    assertTrue(last > 28 * FRAME - 48 * 120, last + " is old");
    assertTrue(speaker.droppedSamples() > 0);
  }

  @Test
  void monoIsHeardOnBothChannelsOfAStereoCard() throws InterruptedException {
    speaker.close();
    lineClosed = false;
    room.drainPermits();
    speaker = new Speaker(line, AudioFormat.STEREO_48K);
    speak(3);
    room.release(8);
    assertHearsFromOne(hear(8 * 960), 2);
  }

  @Test
  void closingGivesTheLineBack() {
    speaker.close();
    assertTrue(lineClosed);
  }
}
