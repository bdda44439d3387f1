package io.antiphon.dtlssrtp;

/** What of a packet's header must add up before its bytes are handed to a cipher. */
final class PacketShape {
  static final int RTP_HEADER_LENGTH = 12;
  static final int RTCP_HEADER_LENGTH = 8;

  private PacketShape() {}

  /**
   * Length of fixed header, CSRCs and extension; -1 if they do not fit, or the version is not 2.
   */
  static int rtpHeaderLength(byte[] buffer, int offset, int length) {
    if (length < RTP_HEADER_LENGTH || !isVersion2(buffer, offset)) {
      return -1;
    }
    int header = RTP_HEADER_LENGTH + 4 * (buffer[offset] & 0x0f);
    if ((buffer[offset] & 0x10) != 0) {
      if (length < header + 4) {
        return -1;
      }
      header += 4 + 4 * (int32(buffer, offset + header) & 0xffff);
    }
    return header <= length ? header : -1;
  }

  static boolean isVersion2(byte[] buffer, int offset) {
    return (buffer[offset] & 0xc0) == 0x80;
  }

  static int int32(byte[] buffer, int offset) {
    return (buffer[offset] & 0xff) << 24
        | (buffer[offset + 1] & 0xff) << 16
        | (buffer[offset + 2] & 0xff) << 8
        | (buffer[offset + 3] & 0xff);
  }

  static void checkBounds(byte[] buffer, int offset, int length) {
    if (offset < 0 || length < 0 || length > buffer.length - offset) {
      throw new IndexOutOfBoundsException(
          offset + " + " + length + " does not lie within " + buffer.length + " bytes");
    }
  }

  static void checkRoom(byte[] buffer, int offset, int length) {
    checkBounds(buffer, offset, length);
    if (buffer.length - offset - length < SrtpSession.MAX_OVERHEAD) {
      throw new IllegalArgumentException("no room for MAX_OVERHEAD behind the packet");
    }
  }
}
