package io.antiphon.codec.wav;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.testvectors.Vectors;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that SoX and FFmpeg wrote, beside what SoX reads in them. */
@Tag("vectors")
class WavReferenceTest {
  @ParameterizedTest
  @CsvSource({
    "mono16, 16000, 1, 0",
    "s8, 8000, 1, 0",
    "s24, 44100, 2, 1",
    "s32, 16000, 2, 1",
    "f32, 48000, 2, 1",
    "f64, 16000, 1, 1",
    "extensible, 16000, 3, 0",
    "rf64, 44100, 2, 1",
  })
  void readsWhatSoxReads(String name, int rate, int channels, int tolerance) throws Exception {
    byte[] bytes = Vectors.bytes("wav/" + name + ".wav");
    ByteBuffer wanted =
        ByteBuffer.wrap(Vectors.bytes("wav/" + name + ".pcm")).order(ByteOrder.LITTLE_ENDIAN);
    WavFile file = WavFile.read(new ByteArrayInputStream(bytes));
    assertEquals(rate, file.format().sampleRateHz());
    assertEquals(channels, file.format().channels());
    assertEquals(wanted.remaining() / 2, file.samples().length);
    for (short sample : file.samples()) {
      assertEquals(wanted.getShort(), sample, tolerance);
    }
  }
}
