package io.antiphon.codec.wav;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.antiphon.codec.AudioFormat;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of every kind of sample; what a tool makes of them is in {@link WavToolsTest}. */
class SampleEncodingTest {
  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("call.wav");
  }

  @ParameterizedTest
  @CsvSource({"UNSIGNED_8, 2", "SIGNED_32, 6", "FLOAT_32, 1", "FLOAT_64, 3"})
  void everyKindBecomesRf64AndKeepsItsSilence(SampleEncoding encoding, int channels)
      throws Exception {
    AudioFormat format = new AudioFormat(8_000, channels);
    short[] pcm = new short[600];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) ((i - 300) << 8);
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try (WavWriter writer = new WavWriter(file, format, encoding, 10_000)) {
      writer.write(pcm, 0, 600 / channels);
      writer.writeSilence(400_000);
      writer.write(pcm, 0, 600 / channels);
    }
    assertEquals("RF64", new String(Files.readAllBytes(path), 0, 4, US_ASCII));
    WavFile wav = WavFile.read(path);
    assertEquals(format, wav.format());
    assertEquals(400_000 + 1_200 / channels, wav.samplesPerChannel());
    short[] all = wav.samples();
    short[] wanted = new short[all.length];
    System.arraycopy(pcm, 0, wanted, 0, 600);
    System.arraycopy(pcm, 0, wanted, all.length - 600, 600);
    assertArrayEquals(wanted, all);
  }

  @Test
  void eightBitsAreRoundedAndNeverWrap() throws Exception {
    try (WavWriter writer = new WavWriter(path, AudioFormat.MONO_48K, 8)) {
      writer.write(new short[] {0, 127, 128, -128, -129, 32_767, -32_768}, 0, 7);
    }
    assertArrayEquals(
        new short[] {0, 0, 256, 0, -256, 32_512, -32_768}, WavFile.read(path).samples());
  }

  @Test
  void refusesWidthsThatThereAreNot() {
    assertThrows(
        IllegalArgumentException.class, () -> new WavWriter(path, AudioFormat.MONO_48K, 12));
    assertFalse(Files.exists(path));
  }
}
