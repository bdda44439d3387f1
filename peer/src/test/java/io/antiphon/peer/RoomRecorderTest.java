package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.wav.WavFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomRecorderTest {
  private static final AudioFormat MONO = AudioFormat.MONO_48K;
  private static final int SLOT = 960;

  @TempDir Path folder;
  private long now = 1_000_000_000L;
  private RoomRecorder room;

  @BeforeEach
  void begin() {
    room = new RoomRecorder(folder, "room", MONO, true, () -> now);
  }

  /** Lets time pass, and says this in all of it. */
  private void say(int slots, int first, AudioSink one, int second, AudioSink other) {
    for (int i = 0; i < slots; i++) {
      now += 20_000_000;
      if (one != null) {
        one.accept(frame(MONO, SLOT, first));
      }
      if (other != null) {
        other.accept(frame(MONO, SLOT, second));
      }
    }
  }

  private static AudioFrame frame(AudioFormat format, int samples, int value) {
    short[] pcm = new short[samples * format.channels()];
    Arrays.fill(pcm, (short) value);
    return AudioFrame.of(format, pcm);
  }

  private WavFile finished(String name) throws Exception {
    room.close();
    room.finished().get(5, TimeUnit.SECONDS);
    return WavFile.read(folder.resolve("room_" + name + ".wav"));
  }

  @Test
  void theMixIsTheSumOfWhoeverSpeaks() throws Exception {
    AudioSink anna = room.join("anna");
    AudioSink ben = room.join("ben");
    say(10, 100, anna, 0, null);
    say(10, 100, anna, 30, ben);
    anna.end();
    say(10, 0, null, 30, ben);
    short[] mixed = finished("mixed").samples();
    assertEquals(30 * SLOT, mixed.length);
    assertEquals(100, mixed[5 * SLOT]);
    assertEquals(130, mixed[15 * SLOT]);
    assertEquals(30, mixed[25 * SLOT]);
    assertEquals(100, mixed[10 * SLOT - 1]);
    assertEquals(130, mixed[10 * SLOT]);
    assertEquals(30, mixed[20 * SLOT]);
  }

  @Test
  void everyTrackBeginsWithTheRecording() throws Exception {
    say(25, 0, null, 0, null);
    AudioSink anna = room.join("anna");
    say(10, 100, anna, 0, null);
    short[] track = finished("anna").samples();
    assertEquals(35 * SLOT, track.length);
    assertEquals(0, track[25 * SLOT - 1]);
    assertEquals(100, track[25 * SLOT]);
    short[] mixed = WavFile.read(folder.resolve("room_mixed.wav")).samples();
    assertEquals(track.length, mixed.length);
    assertEquals(0, mixed[25 * SLOT - 1]);
    assertEquals(100, mixed[25 * SLOT]);
  }

  @Test
  void whoComesInAnotherFormatIsMixedAllTheSame() throws Exception {
    AudioSink anna = room.join("anna");
    AudioSink phone = room.join("phone");
    for (int i = 0; i < 50; i++) {
      now += 20_000_000;
      anna.accept(frame(AudioFormat.STEREO_48K, SLOT, 1_000));
      phone.accept(frame(AudioFormat.mono(8_000), 160, 2_000));
    }
    WavFile mixed = finished("mixed");
    assertEquals(50 * SLOT, mixed.samplesPerChannel());
    assertEquals(3_000, mixed.samples()[40 * SLOT], 5);
    assertEquals(8_000, WavFile.read(folder.resolve("room_phone.wav")).format().sampleRateHz());
  }

  @Test
  void theMixWaitsForWhoIsHeldUp() throws Exception {
    AudioSink anna = room.join("anna");
    AudioSink ben = room.join("ben");
    say(1, 100, anna, 30, ben);
    say(50, 100, anna, 0, null);
    for (int i = 0; i < 50; i++) {
      ben.accept(frame(MONO, SLOT, 30));
    }
    short[] mixed = finished("mixed").samples();
    assertEquals(51 * SLOT, mixed.length);
    assertEquals(130, mixed[10 * SLOT]);
    assertEquals(130, mixed[50 * SLOT]);
  }

  @Test
  void butNotForEver() throws Exception {
    AudioSink anna = room.join("anna");
    AudioSink ben = room.join("ben");
    say(1, 100, anna, 30, ben);
    say(200, 100, anna, 0, null);
    ben.accept(frame(MONO, 150 * SLOT, 30));
    short[] mixed = finished("mixed").samples();
    assertEquals(201 * SLOT, mixed.length);
    assertEquals(100, mixed[50 * SLOT]);
    assertEquals(130, mixed[120 * SLOT]);
  }

  @Test
  void whoJoinsTwiceHasTwoFiles() throws Exception {
    for (int i = 0; i < 2; i++) {
      AudioSink anna = room.join("anna");
      say(5, 100, anna, 0, null);
      anna.end();
    }
    assertEquals(10 * SLOT, finished("anna-2").samplesPerChannel());
    assertEquals(3, room.files().size());
  }

  @Test
  void aFolderThatCannotBeIsSaid() throws Exception {
    Path file = java.nio.file.Files.writeString(folder.resolve("file"), "");
    room = new RoomRecorder(file, "room", MONO, true, () -> now);
    AudioSink anna = room.join("anna");
    say(50, 100, anna, 0, null);
    room.close();
    room.finished().get(5, TimeUnit.SECONDS);
    assertTrue(String.valueOf(room.error()).contains("a file stands"), room.error());
  }
}
