package io.antiphon.codec.wav;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
  @CsvSource({"8, 8000, 1", "16, 48000, 1", "16, 44100, 2", "24, 48000, 2", "16, 16000, 3"})
  void soxReadsWhatWeWrote(int bits, int rate, int channels, @TempDir Path folder)
      throws Exception {
    Random random = new Random(bits);
    short[] pcm = new short[rate / 10 * channels];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) (bits == 8 ? (random.nextInt(256) - 128) << 8 : random.nextInt(65_536));
    }
    Path file = folder.resolve("made.wav");
    try (WavWriter writer = new WavWriter(file, new AudioFormat(rate, channels), bits)) {
      writer.write(pcm, 0, pcm.length / channels);
    }
    Tools.run(
        folder, "sox", "-D", "made.wav", "-r", "" + rate, "-c", "" + channels, "-t", "s16", "x");
    ByteBuffer heard =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("x"))).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(pcm.length, heard.remaining() / 2);
    for (short wanted : pcm) {
      assertEquals(wanted, heard.getShort());
    }
  }
}
