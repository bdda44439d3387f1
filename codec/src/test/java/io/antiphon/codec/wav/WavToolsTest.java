package io.antiphon.codec.wav;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.Tools;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SoX reads in the files that we write. */
class WavToolsTest {
  @ParameterizedTest
  @CsvSource({
    "UNSIGNED_8, 8000, 1, 80",
    "SIGNED_16, 48000, 1, 80",
    "SIGNED_16, 44100, 2, 80",
    "SIGNED_16, 16000, 3, 104",
    "SIGNED_24, 48000, 2, 80",
    "SIGNED_24, 48000, 6, 104",
    "SIGNED_32, 96000, 1, 80",
    "FLOAT_32, 48000, 2, 94",
    "FLOAT_32, 48000, 4, 116",
    "FLOAT_64, 11025, 1, 94",
  })
  void soxReadsWhatWeWrote(
      SampleEncoding encoding, int rate, int channels, int header, @TempDir Path folder)
      throws Exception {
    Random random = new Random(rate);
    short[] pcm = new short[rate / 10 * channels];
    boolean coarse = encoding == SampleEncoding.UNSIGNED_8;
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) (coarse ? (random.nextInt(256) - 128) << 8 : random.nextInt(65_536));
    }
    Path file = folder.resolve("made.wav");
    try (WavWriter writer = new WavWriter(file, new AudioFormat(rate, channels), encoding)) {
      writer.write(pcm, 0, pcm.length / channels);
    }
    assertEquals(header + (long) pcm.length * encoding.bytes(), Files.size(file));
    assertArrayEquals(pcm, WavFile.read(file).samples());
    String told = Tools.run(folder, "sox", "--info", "made.wav");
    assertTrue(told.contains("Channels       : " + channels + "\n"), told);
    assertTrue(told.contains("Sample Rate    : " + rate + "\n"), told);
    assertTrue(told.contains("= " + pcm.length / channels + " samples"), told);
    assertTrue(told.contains(8 * encoding.bytes() + "-bit " + kind(encoding)), told);
    Tools.run(folder, "sox", "-D", "made.wav", "-t", "s16", "x");
    ByteBuffer heard =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("x"))).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(pcm.length, heard.remaining() / 2);
    for (short wanted : pcm) {
      assertEquals(wanted, heard.getShort());
    }
  }

  private static String kind(SampleEncoding encoding) {
    return switch (encoding) {
      case UNSIGNED_8 -> "Unsigned Integer PCM";
      case SIGNED_16, SIGNED_24, SIGNED_32 -> "Signed Integer PCM";
      case FLOAT_32, FLOAT_64 -> "Floating Point PCM";
    };
  }
}
