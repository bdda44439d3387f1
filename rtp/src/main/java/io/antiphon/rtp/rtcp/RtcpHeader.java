package io.antiphon.rtp.rtcp;

import io.antiphon.rtp.RtpFormatException;
import java.nio.ByteBuffer;

/**
 * The four bytes every RTCP packet starts with (RFC 3550 §6.4.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|  count  |      PT       |      length in words - 1      |
 * </pre>
 */
final class RtcpHeader {
  static final int LENGTH = 4;
  static final int MAX_COUNT = 31;

  static final int SENDER_REPORT = 200;
  static final int RECEIVER_REPORT = 201;
  static final int SOURCE_DESCRIPTION = 202;
  static final int GOODBYE = 203;

  private RtcpHeader() {}

  /** Writes the header of a packet of {@code length} bytes in all, without padding. */
  static void write(ByteBuffer out, int count, int type, int length) {
    out.put((byte) (0x80 | count)).put((byte) type).putShort((short) (length / 4 - 1));
  }

  /** Refuses a body that is shorter than its packet type needs. */
  static void require(ByteBuffer body, int bytes, String what) throws RtpFormatException {
    if (body.remaining() < bytes) {
      throw new RtpFormatException(
          what + " needs " + bytes + " bytes after its header, has " + body.remaining());
    }
  }

  static void checkCount(int count, String what) {
    if (count > MAX_COUNT) {
      throw new IllegalArgumentException(count + " " + what + " do not fit in one packet's 31");
    }
  }
}
