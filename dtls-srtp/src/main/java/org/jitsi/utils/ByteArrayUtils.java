package org.jitsi.utils;

/** Numbers in network byte order, at an offset from a packet's beginning. */
public final class ByteArrayUtils {
  private ByteArrayUtils() {}

  /** Reads 16 bits, unsigned. */
  public static int readUint16(ByteArrayBuffer packet, int offset) {
    byte[] bytes = packet.getBuffer();
    int at = packet.getOffset() + offset;
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  /** Writes the low 16 bits. */
  public static void writeUint16(ByteArrayBuffer packet, int offset, int value) {
    byte[] bytes = packet.getBuffer();
    int at = packet.getOffset() + offset;
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }

  /** Reads 32 bits. */
  public static int readInt(ByteArrayBuffer packet, int offset) {
    return readUint16(packet, offset) << 16 | readUint16(packet, offset + 2);
  }

  /** Writes 32 bits. */
  public static void writeInt(ByteArrayBuffer packet, int offset, int value) {
    writeUint16(packet, offset, value >> 16);
    writeUint16(packet, offset + 2, value);
  }
}
