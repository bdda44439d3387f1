package io.antiphon.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import org.junit.jupiter.api.Test;

class PacketHeaderTest {
  private final byte[] bytes = new byte[64];

  @Test
  void theFixedPartIsAsRfc3550DrawsIt() throws Exception {
    PacketHeader header = new PacketHeader(new Ssrc(0x89ABCDEF), HeaderExtensionIds.NONE, null);
    HeaderExtensionBlock none = header.extensions(true);
    header.write(bytes, 0, none, new PayloadType(111), true, 0xFEDC, 0x81234567);
    RtpPacket packet = new RtpPacket();
    packet.wrap(bytes, 0, PacketHeader.length(none));
    assertEquals(12, PacketHeader.length(none));
    assertEquals(111, packet.payloadType());
    assertTrue(packet.marker());
    assertEquals(0xFEDC, packet.sequenceNumber());
    assertEquals(0x81234567, packet.timestamp());
    assertEquals(0x89ABCDEF, packet.ssrc());
    assertEquals(0x80, bytes[0] & 0xFF);
  }

  @Test
  void theMidGoesWithAPacketWhereItIsWanted() throws Exception {
    HeaderExtensionIds ids = new HeaderExtensionIds(1, 2);
    PacketHeader header = new PacketHeader(new Ssrc(7), ids, "audio");
    HeaderExtensionBlock block = header.extensions(true);
    header.write(bytes, 0, block, new PayloadType(0), false, 1, 2);
    block.write(bytes, 12, 30, true);
    RtpPacket packet = new RtpPacket();
    packet.wrap(bytes, 0, PacketHeader.length(block));
    assertEquals("audio", packet.mid(2));
    assertFalse(packet.marker());
    assertTrue(PacketHeader.length(header.extensions(false)) < PacketHeader.length(block));
  }
}
