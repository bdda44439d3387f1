package io.antiphon.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.AbsCaptureTime;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.NtpTimestamp;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PacketStampTest {
  private static final long SECOND = 1_000_000_000;

  private final byte[] bytes = new byte[200];
  private final PacketStamp stamp = new PacketStamp();
  private long nowNanos = 5 * SECOND;

  private static RtpSender sender(HeaderExtensionIds ids, String mid) {
    return new RtpSender(
        new Ssrc(7), new PayloadType(111), 48_000, ids, mid, new SplittableRandom(1));
  }

  private RtpPacket write(RtpSender sender) throws RtpFormatException {
    int length = sender.write(nowNanos, bytes, 0, new byte[10], 0, 10, 960, false, 30, true);
    stamp.stamp(nowNanos, bytes, 0, length, 0x1_FFFE);
    return RtpPacket.parse(ByteBuffer.wrap(bytes, 0, length));
  }

  @Test
  void numbersThePacketInTheOneByteForm() throws Exception {
    HeaderExtensionIds ids = new HeaderExtensionIds(1, 4, 3, 0, 0);
    stamp.setIds(ids);
    RtpPacket packet = write(sender(ids, "0"));
    assertEquals(0xFFFE, packet.transportSequence(3));
    assertEquals(30, packet.audioLevelByte(1) & 0x7F);
    assertEquals("0", packet.mid(4));
    String block = "bede0002" + "109e" + "31fffe" + "4030" + "00";
    assertEquals(block, HexFormat.of().formatHex(bytes, 12, 24));
  }

  @Test
  void numbersThePacketInTheTwoByteForm() throws Exception {
    HeaderExtensionIds ids = new HeaderExtensionIds(1, 4, 15, 0, 0);
    stamp.setIds(ids);
    RtpPacket packet = write(sender(ids, "0"));
    assertEquals(0xFFFE, packet.transportSequence(15));
    assertEquals("0", packet.mid(4));
  }

  @Test
  void tellsTheSendTimeWhereThereIsNoNumber() throws Exception {
    HeaderExtensionIds ids = new HeaderExtensionIds(1, 0, 0, 2, 0);
    stamp.setIds(ids);
    nowNanos = 64 * SECOND + 3 * SECOND / 2;
    assertEquals(3 << 17, write(sender(ids, null)).absSendTime(2));
    assertEquals(RtpPacket.ABSENT, write(sender(HeaderExtensionIds.NONE, null)).absSendTime(2));
    assertFalse(stamp.isNumbering());
  }

  @Test
  void aNumberMakesTheSendTimeUnnecessary() throws Exception {
    HeaderExtensionIds ids = new HeaderExtensionIds(1, 0, 3, 2, 0);
    stamp.setIds(ids);
    RtpPacket packet = write(sender(ids, null));
    assertEquals(0xFFFE, packet.transportSequence(3));
    assertEquals(RtpPacket.ABSENT, packet.absSendTime(2));
  }

  @Test
  void leavesAPacketWithoutAPlaceAsItIs() throws Exception {
    stamp.setIds(new HeaderExtensionIds(0, 0, 3, 0, 0));
    RtpSender plain = sender(new HeaderExtensionIds(1, 0), null);
    int length = plain.write(0, bytes, 0, new byte[10], 0, 10, 960, false, 30, true);
    byte[] before = bytes.clone();
    assertFalse(stamp.stamp(0, bytes, 0, length, 9));
    assertEquals(HexFormat.of().formatHex(before), HexFormat.of().formatHex(bytes));
    assertFalse(stamp.stamp(0, bytes, 0, 5, 9), "no RTP packet");
  }

  @Test
  void tellsTheTimeOfCaptureOnceASecond() throws Exception {
    RtpSender sender = sender(new HeaderExtensionIds(1, 0, 3, 0, 5), null);
    long unixNanos = 1_700_000_000L * SECOND;
    sender.setWallClock(unixNanos);
    int told = 0;
    for (int i = 0; i < 250; i++) {
      int expected = sender.headerLength();
      RtpPacket packet = write(sender);
      assertEquals(expected, packet.headerLength());
      AbsCaptureTime time = packet.absCaptureTime(5);
      if (time != null) {
        long sentUnixNanos = new NtpTimestamp(time.captureNtp()).toUnixNanos();
        long off = unixNanos + nowNanos - 20_000_000 - sentUnixNanos;
        assertTrue(Math.abs(off) <= 1, off + " ns off");
        told++;
      }
      nowNanos += 20_000_000;
    }
    assertEquals(5, told);
  }

  @Test
  void readsATimeOfCaptureWithAnOffset() throws Exception {
    String extension = "bede0005" + "5f" + "0000000a80000000" + "ffffffff80000000" + "000000";
    byte[] packet = HexFormat.of().parseHex("906f00010000000100000002" + extension + "aa");
    AbsCaptureTime time = RtpPacket.parse(ByteBuffer.wrap(packet)).absCaptureTime(5);
    assertNotNull(time);
    assertEquals(10.0, time.senderSeconds(), 1e-9);
    packet[16] = 0x5E; // fifteen bytes
    assertNull(RtpPacket.parse(ByteBuffer.wrap(packet)).absCaptureTime(5));
    packet[16] = 0x57; // eight
    time = RtpPacket.parse(ByteBuffer.wrap(packet)).absCaptureTime(5);
    assertNotNull(time);
    assertEquals(10.5, time.senderSeconds(), 1e-9);
  }

  @Test
  void readsNumberAndSendTimeOfTheRightLengthOnly() throws Exception {
    byte[] packet =
        HexFormat.of()
            .parseHex("906f00010000000100000002" + "bede0002" + "31fffe" + "22010203" + "00");
    RtpPacket view = RtpPacket.parse(ByteBuffer.wrap(packet));
    assertEquals(0xFFFE, view.transportSequence(3));
    assertEquals(0x010203, view.absSendTime(2));
    assertEquals(RtpPacket.ABSENT, view.absSendTime(3));
    packet[16] = 0x30;
    packet[18] = 0x20;
    view = RtpPacket.parse(ByteBuffer.wrap(packet));
    assertEquals(RtpPacket.ABSENT, view.transportSequence(3));
    assertTrue(view.hasExtension());
  }
}
