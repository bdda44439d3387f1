package io.antiphon.rtp;

import java.nio.ByteBuffer;

/** Packets for tests, by their numbers. */
public final class PacketFixture {
  /** The source of packets that name no other. */
  public static final int SSRC = 0xCAFE;

  private PacketFixture() {}

  /** A packet of payload type 111 whose payload is eight bytes of its sequence number. */
  public static RtpPacket packet(int sequenceNumber, int timestamp) {
    return packet(SSRC, sequenceNumber, timestamp, sequenceNumber & 0xFFFF);
  }

  /** A packet of payload type 111 whose payload is eight bytes of a number. */
  public static RtpPacket packet(int ssrc, int sequenceNumber, int timestamp, long content) {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    bytes.put((byte) 0x80).put((byte) 111).putShort((short) sequenceNumber);
    bytes.putInt(timestamp).putInt(ssrc).putLong(content).flip();
    try {
      return RtpPacket.parse(bytes);
    } catch (RtpFormatException e) {
      throw new AssertionError(e);
    }
  }
}
