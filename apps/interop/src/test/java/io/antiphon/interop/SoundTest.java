package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundTest {
  @Test
  void comesBackFromAFileAsItWas(@TempDir Path folder) throws IOException {
    Sound written = Sound.tone(711, 0.4, 0.5, 48_000);
    written.write(folder.resolve("x.wav"));
    Sound read = Sound.read(folder.resolve("x.wav"));
    assertEquals(48_000, read.rateHz());
    assertArrayEquals(written.samples(), read.samples(), 1.0 / 16_384);
  }

  @Test
  void refusesWhatIsNoWav(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("x.wav"), "not a sound");
    assertThrows(IOException.class, () -> Sound.read(file));
  }

  @Test
  void cutsByTime() {
    Sound sound = Sound.tone(433, 0.5, 2, 8_000);
    assertEquals(0.5, sound.between(1, 1.5).seconds());
    assertEquals(1.0, sound.trimmed(0.75, 0.25).seconds());
    assertEquals(0.0, sound.between(3, 4).seconds());
  }

  @Test
  void speechIsTheSameForTheSameSeedAndNeverClips() {
    Sound speech = Sound.speechLike(5, 6, 48_000);
    assertArrayEquals(speech.samples(), Sound.speechLike(5, 6, 48_000).samples());
    for (double sample : speech.samples()) {
      assertTrue(Math.abs(sample) < 1, "clips");
    }
    assertTrue(speech.rms() > 0.03, "is audible: " + speech.rms());
  }

  @Test
  void likenessFindsWhereARecordingBegins() {
    Sound speech = Sound.speechLike(5, 8, 48_000);
    Likeness same = Likeness.of(speech, speech.between(0.4, 7), 2);
    assertEquals(0.4, same.lagSeconds(), 0.011);
    assertTrue(same.correlation() > 0.99, same.toString());
    assertTrue(
        Likeness.of(speech, Sound.speechLike(6, 8, 48_000), 2).correlation() < 0.5, "other words");
  }
}
