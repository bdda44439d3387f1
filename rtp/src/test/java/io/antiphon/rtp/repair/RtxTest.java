package io.antiphon.rtp.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PacketFixture;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.ReportBlock;
import io.antiphon.rtp.stream.Arrival;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class RtxTest {
  /** RFC 4588 §4, by hand: the packet as it was sent first … */
  private static final String ORIGINAL = "80 ef 1234 00000bb8 0000cafe 78112233";

  /** … and as it is sent again: type 112, number 7, source beef, original number 1234. */
  private static final String AGAIN = "80 f0 0007 00000bb8 0000beef 1234 78112233";

  private final RtxReader reader = new RtxReader();

  private static RtpPacket packet(String hex) throws RtpFormatException {
    return RtpPacket.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  @Test
  void restoresWhatWasSentFirst() throws Exception {
    RtpPacket restored = reader.restore(packet(AGAIN), 0xCAFE, 111);
    assertArrayEquals(packet(ORIGINAL).toByteArray(), restored.toByteArray());
  }

  @Test
  void writesTheOriginalNumberBeforeThePayload() throws Exception {
    RtpPacket payload = new RtxWriter().write(packet(ORIGINAL));
    RtpSender stream =
        new RtpSender(
            new Ssrc(0xBEEF),
            new PayloadType(112),
            48_000,
            HeaderExtensionIds.NONE,
            null,
            new SplittableRandom(1));
    byte[] out = new byte[100];
    int length = stream.forward(0, out, 0, payload, 7, payload.timestamp(), 0, true, 127, false);
    assertArrayEquals(
        packet(AGAIN).toByteArray(), new RtpPacket().wrap(out, 0, length).toByteArray());
  }

  @Test
  void paddingAndExtensionsDoNotDisturb() throws Exception {
    // One-byte extension 1 of one byte, two bytes of padding.
    RtpPacket again = packet("b0 70 0007 00000bb8 0000beef bede0001 10550000 1234 78 0002");
    RtpPacket restored = reader.restore(again, 0xCAFE, 111);
    assertEquals(0x1234, restored.sequenceNumber());
    assertEquals(0x55, restored.audioLevelByte(1));
    assertEquals(1, restored.payloadLength());
    assertEquals(0, restored.paddingLength());
    RtpPacket written = new RtxWriter().write(again);
    assertEquals(2 + 3, written.payloadLength());
  }

  @Test
  void refusesARetransmissionWithoutAnOriginal() throws Exception {
    RtpPacket padding = packet("a0 70 0007 00000bb8 0000beef 00000004");
    assertThrows(RtpFormatException.class, () -> reader.restore(padding, 0xCAFE, 111));
    RtpPacket half = packet("80 70 0007 00000bb8 0000beef 12");
    assertThrows(RtpFormatException.class, () -> reader.restore(half, 0xCAFE, 111));
  }

  @Test
  void aPacketThatHasOnlyItsNumberIsRestoredEmpty() throws Exception {
    RtpPacket again = packet("80 70 0007 00000bb8 0000beef 1234");
    assertEquals(0, reader.restore(again, 0xCAFE, 111).payloadLength());
  }

  @Test
  void whatIsRestoredIsUsedOnceAndTheLossStaysReported() {
    RtpReceiver receiver = new RtpReceiver(new Ssrc(PacketFixture.SSRC), 48_000);
    for (int number : new int[] {65_534, 1, 2}) {
      receiver.receive(0, PacketFixture.packet(number, number * 960));
    }
    RtpPacket lost = PacketFixture.packet(65_535, 65_535 * 960);
    assertEquals(Arrival.REORDERED, receiver.restore(0, lost));
    assertEquals(Arrival.DUPLICATE, receiver.restore(0, lost));
    assertFalse(receiver.receive(0, lost).isUsable(), "the first one comes after all");
    assertEquals(4 + 1, receiver.packetsReceived());
    assertEquals(1, receiver.retransmittedPacketsReceived());
    assertEquals(8, receiver.retransmittedBytesReceived());
    ReportBlock report = receiver.report(0);
    assertEquals(1, report.cumulativeLost(), "0 was never seen, 65535 came late");
  }

  @Test
  void whatWasNeverMissedOrIsForgottenIsNotUsed() {
    RtpReceiver receiver = new RtpReceiver(new Ssrc(PacketFixture.SSRC), 48_000);
    RtpPacket packet = PacketFixture.packet(1_000, 0);
    assertFalse(receiver.restore(0, packet).isUsable(), "nothing came before it");
    receiver.receive(0, PacketFixture.packet(1_000, 0));
    assertFalse(receiver.restore(0, packet).isUsable(), "the newest itself");
    assertFalse(receiver.restore(0, PacketFixture.packet(999, 0)).isUsable(), "before the first");
    assertFalse(receiver.restore(0, PacketFixture.packet(1_001, 0)).isUsable(), "from the future");
    receiver.receive(0, PacketFixture.packet(1_200, 0));
    assertFalse(receiver.restore(0, PacketFixture.packet(1_001, 0)).isUsable(), "too old");
    assertTrue(receiver.restore(0, PacketFixture.packet(1_199, 0)).isUsable());
  }
}
