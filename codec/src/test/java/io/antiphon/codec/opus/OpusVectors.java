package io.antiphon.codec.opus;

import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The packets that libopus made, and what it decodes them to. */
final class OpusVectors {
  private OpusVectors() {}

  static List<byte[]> packets(String name) {
    return Vectors.hex("opus/" + name).packets().map(OpusVectors::bytes).toList();
  }

  static short[] pcm(String name) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Vectors.bytes("opus/" + name + ".pcm")).order(ByteOrder.LITTLE_ENDIAN);
    short[] pcm = new short[bytes.remaining() / 2];
    bytes.asShortBuffer().get(pcm);
    return pcm;
  }

  private static byte[] bytes(ByteBuffer packet) {
    byte[] bytes = new byte[packet.remaining()];
    packet.get(bytes);
    return bytes;
  }
}
