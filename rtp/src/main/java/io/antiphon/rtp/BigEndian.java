package io.antiphon.rtp;

/** Numbers in network byte order, read in place. */
final class BigEndian {
  private BigEndian() {}

  static int int16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  static int int32(byte[] bytes, int at) {
    return int16(bytes, at) << 16 | int16(bytes, at + 2);
  }

  static long int64(byte[] bytes, int at) {
    return (long) int32(bytes, at) << 32 | (int32(bytes, at + 4) & 0xFFFF_FFFFL);
  }
}
