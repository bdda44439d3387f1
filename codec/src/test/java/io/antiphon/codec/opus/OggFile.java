package io.antiphon.codec.opus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Opus packets in Ogg, a page each (RFC 3533, RFC 7845): just enough for a reference decoder. */
final class OggFile {
  private static final int SERIAL = 7;
  private static final int POLYNOMIAL = 0x04c11db7;

  private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
  private int sequence;

  private OggFile() {}

  /**
   * Writes a file.
   *
   * @param preSkip samples that the decoder is to leave out at the beginning
   * @param packetTicks what each packet lasts
   */
  static byte[] of(List<byte[]> packets, int channels, int preSkip, int packetTicks) {
    OggFile file = new OggFile();
    ByteBuffer head = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
    head.put("OpusHead".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) channels);
    head.putShort((short) preSkip).putInt(48_000).putShort((short) 0).put((byte) 0);
    file.page(2, 0, head.array());
    ByteBuffer tags = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    tags.put("OpusTags".getBytes(StandardCharsets.US_ASCII)).putInt(0).putInt(0);
    file.page(0, 0, tags.array());
    for (int i = 0; i < packets.size(); i++) {
      boolean last = i == packets.size() - 1;
      file.page(last ? 4 : 0, (long) (i + 1) * packetTicks, packets.get(i));
    }
    return file.pages.toByteArray();
  }

  private void page(int flags, long granule, byte[] packet) {
    int segments = packet.length / 255 + 1;
    ByteBuffer page =
        ByteBuffer.allocate(27 + segments + packet.length).order(ByteOrder.LITTLE_ENDIAN);
    page.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0).put((byte) flags);
    page.putLong(granule).putInt(SERIAL).putInt(sequence++).putInt(0).put((byte) segments);
    for (int i = 0; i < segments; i++) {
      page.put((byte) Math.min(255, packet.length - 255 * i));
    }
    page.put(packet).putInt(22, checksum(page.array()));
    pages.writeBytes(page.array());
  }

  private static int checksum(byte[] page) {
    int crc = 0;
    for (byte each : page) {
      crc ^= each << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc << 1 ^ (crc < 0 ? POLYNOMIAL : 0);
      }
    }
    return crc;
  }
}
