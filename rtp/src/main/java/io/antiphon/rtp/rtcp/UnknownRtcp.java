package io.antiphon.rtp.rtcp;

import java.nio.ByteBuffer;

/**
 * An RTCP packet of a type that is not read here: most feedback (RFC 4585), APP. It is kept as it
 * came, padding left out.
 *
 * @param type 0 to 255
 * @param count the five bits that the type uses as it likes, 0 to 31
 * @param body what follows the header, a multiple of four bytes; each call gives a new read-only
 *     view
 */
public record UnknownRtcp(int type, int count, ByteBuffer body) implements RtcpPacket {
  /**
   * Keeps a copy of the body.
   *
   * @throws IllegalArgumentException if a number is out of range, or the body no multiple of four
   */
  public UnknownRtcp {
    if (type < 0 || type > 255 || count < 0 || count > RtcpHeader.MAX_COUNT) {
      throw new IllegalArgumentException("RTCP type " + type + " with count " + count);
    }
    if (body.remaining() % 4 != 0) {
      throw new IllegalArgumentException("RTCP body of " + body.remaining() + " bytes");
    }
    body = ByteBuffer.allocate(body.remaining()).put(body.duplicate()).flip().asReadOnlyBuffer();
  }

  /** What follows the header, read-only; its position is the caller's. */
  @Override
  public ByteBuffer body() {
    return body.duplicate();
  }

  @Override
  public int length() {
    return RtcpHeader.LENGTH + body.remaining();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    RtcpHeader.write(out, count, type, length());
    out.put(body());
  }
}
