package io.antiphon.codec.g722;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.codec.CodecException;
import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what FFmpeg's G.722 made of speech, noise, a glide, silence and a square wave. */
@Tag("vectors")
class G722VectorTest {
  private static final int FRAME = 320;

  private static short[] pcm(String name) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Vectors.bytes("g722/" + name)).order(ByteOrder.LITTLE_ENDIAN);
    short[] pcm = new short[bytes.remaining() / 2];
    bytes.asShortBuffer().get(pcm);
    return pcm;
  }

  @Test
  void encodesToTheSameOctets() {
    short[] input = pcm("input.pcm");
    byte[] encoded = new byte[input.length / 2];
    G722Encoder encoder = new G722Encoder();
    for (int at = 0; at < input.length; at += FRAME) {
      int length = Math.min(FRAME, input.length - at);
      assertEquals(length / 2, encoder.encode(input, at, length, encoded, at / 2, FRAME));
    }
    assertArrayEquals(Vectors.bytes("g722/octets.g722"), encoded);
  }

  @ParameterizedTest
  @CsvSource({"octets.g722, decoded.pcm", "any-octets.g722, any-decoded.pcm"})
  void decodesToTheSameSamples(String octetsName, String pcmName) throws CodecException {
    byte[] octets = Vectors.bytes("g722/" + octetsName);
    short[] decoded = new short[octets.length * 2];
    G722Decoder decoder = new G722Decoder();
    for (int at = 0; at < octets.length; at += FRAME / 2) {
      int length = Math.min(FRAME / 2, octets.length - at);
      assertEquals(2 * length, decoder.decode(octets, at, length, decoded, 2 * at));
    }
    assertArrayEquals(pcm(pcmName), decoded);
  }
}
