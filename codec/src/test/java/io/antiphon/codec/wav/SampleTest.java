package io.antiphon.codec.wav;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.LevelMeter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample that every caller hears, and the script that makes it. */
class SampleTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path SAMPLE = ROOT.resolve("static/sample.wav");

  @Test
  void theScriptMakesTheSampleByteForByte(@TempDir Path folder) throws Exception {
    Path made = folder.resolve("sample.wav");
    Process script =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ROOT.resolve("scripts/MakeSample.java").toString(),
                made.toString())
            .inheritIO()
            .start();
    assertTrue(script.waitFor(60, TimeUnit.SECONDS), "the script hangs");
    assertEquals(0, script.exitValue());
    assertArrayEquals(Files.readAllBytes(SAMPLE), Files.readAllBytes(made));
  }

  @Test
  void theSampleIsOfTheRightKindAndLoudness() throws Exception {
    WavFile sample = WavFile.read(SAMPLE);
    short[] pcm = sample.samples();
    assertEquals(AudioFormat.mono(24_000), sample.format());
    assertTrue(sample.seconds() >= 10 && sample.seconds() <= 16, sample.seconds() + " s");
    assertEquals(0, sample.samplesPerChannel() % 480, "whole 20 ms frames");
    assertEquals(-20, 20 * Math.log10(LevelMeter.rms(pcm, 0, pcm.length)), 0.5);
    assertEquals(-6.7, 20 * Math.log10(LevelMeter.peak(pcm, 0, pcm.length)), 1);
  }

  @Test
  void theSampleLoopsWithoutAClick() throws Exception {
    short[] pcm = WavFile.read(SAMPLE).samples();
    int end = pcm.length - 1;
    // What the two samples before would lead one to expect, against what comes: a click is a jump.
    int slope = pcm[end] - pcm[end - 1];
    int seam = Math.abs(pcm[0] - (pcm[end] + slope));
    int largest = 0;
    for (int i = pcm.length / 2; i < pcm.length; i++) {
      largest = Math.max(largest, Math.abs(pcm[i] - 2 * pcm[i - 1] + pcm[i - 2]));
    }
    assertTrue(seam <= largest / 2, "the seam jumps by " + seam + ", the music by " + largest);
  }
}
