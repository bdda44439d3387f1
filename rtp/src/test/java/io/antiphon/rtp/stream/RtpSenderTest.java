package io.antiphon.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.AudioLevel;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.RtpTimestamp;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.NtpTimestamp;
import io.antiphon.rtp.rtcp.ReportBlock;
import io.antiphon.rtp.rtcp.SenderReport;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RtpSenderTest {
  private static final NtpTimestamp NTP = new NtpTimestamp(0xb7108000L << 16);
  private final byte[] buffer = new byte[200];

  private static RtpSender sender(long seed, HeaderExtensionIds ids, String mid) {
    return new RtpSender(
        new Ssrc(-2), new PayloadType(111), 48_000, ids, mid, new SplittableRandom(seed));
  }

  private RtpPacket write(RtpSender sender, int durationTicks) throws Exception {
    int length =
        sender.write(0, buffer, 3, new byte[] {9, 1, 2, 3}, 1, 3, durationTicks, false, 42, true);
    return new RtpPacket().wrap(buffer, 3, length);
  }

  @Test
  void stampsExactlyWhatPacketsLastAcrossBothWraps() throws Exception {
    RtpSender sender = sender(1, HeaderExtensionIds.NONE, "0");
    int sequenceNumber = sender.nextSequenceNumber();
    int timestamp = sender.nextTimestamp();
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 200_000; i++) {
      int duration = 120 * (1 + random.nextInt(48));
      RtpPacket packet = write(sender, duration);
      assertEquals(sequenceNumber, packet.sequenceNumber());
      assertEquals(timestamp, packet.timestamp());
      sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
      timestamp += duration;
    }
  }

  @Test
  void startsAtRandom() {
    RtpSender one = sender(1, HeaderExtensionIds.NONE, "0");
    RtpSender other = sender(2, HeaderExtensionIds.NONE, "0");
    assertNotEquals(one.nextSequenceNumber(), other.nextSequenceNumber());
    assertNotEquals(one.nextTimestamp(), other.nextTimestamp());
  }

  @Test
  void writesHeaderExtensionsAndPayload() throws Exception {
    RtpPacket packet = write(sender(1, new HeaderExtensionIds(1, 4), "audio"), 960);
    assertEquals(111, packet.payloadType());
    assertEquals(-2, packet.ssrc());
    assertEquals(new AudioLevel(42, true), packet.audioLevel(1));
    assertEquals("audio", packet.mid(4));
    byte[] payload = new byte[3];
    packet.payload().get(payload);
    assertArrayEquals(new byte[] {1, 2, 3}, payload);
  }

  @Test
  void usesTheTwoByteFormWhereTheOneByteFormCannotSayIt() throws Exception {
    RtpPacket highId = write(sender(1, new HeaderExtensionIds(15, 4), "0"), 960);
    assertEquals(new AudioLevel(42, true), highId.audioLevel(15));
    assertEquals("0", highId.mid(4));
    RtpPacket longMid = write(sender(1, new HeaderExtensionIds(1, 4), "seventeen letters"), 960);
    assertEquals("seventeen letters", longMid.mid(4));
    assertEquals(42, longMid.audioLevelByte(1) & 0x7F);
  }

  @Test
  void withoutExtensionsTheHeaderIsPlain() throws Exception {
    assertEquals(12, write(sender(1, HeaderExtensionIds.NONE, "0"), 960).headerLength());
  }

  @Test
  void theMidIsNotRepeatedOnceTheOtherSideReports() throws Exception {
    RtpSender sender = sender(1, new HeaderExtensionIds(1, 4), "0");
    assertEquals("0", write(sender, 960).mid(4));
    sender.onReport(NTP, new ReportBlock(new Ssrc(-2), 0, 0, 0, 0, 0, 0));
    RtpPacket packet = write(sender, 960);
    assertNull(packet.mid(4));
    assertEquals(new AudioLevel(42, true), packet.audioLevel(1));
  }

  @Test
  void skippedSlotsPassInTimeAndMarkTheNextPacket() throws Exception {
    RtpSender sender = sender(1, HeaderExtensionIds.NONE, "0");
    RtpPacket first = write(sender, 960);
    assertTrue(first.marker(), "the first of all follows silence");
    int timestamp = first.timestamp();
    int sequenceNumber = first.sequenceNumber();
    assertFalse(write(sender, 960).marker());
    sender.skip(0);
    assertFalse(write(sender, 960).marker());
    sender.skip(3 * 960);
    RtpPacket after = write(sender, 960);
    assertTrue(after.marker());
    assertEquals(timestamp + 6 * 960, after.timestamp());
    assertEquals((sequenceNumber + 3) & 0xFFFF, after.sequenceNumber());
    assertEquals(3 * 960, sender.ticksSkipped());
  }

  @Test
  void sendsAnotherStreamsPacketOnUnderItsOwnNameAndTheNumberGiven() throws Exception {
    RtpSender sender = sender(1, new HeaderExtensionIds(1, 0), null);
    RtpPacket brought = write(sender(2, HeaderExtensionIds.NONE, null), 960);
    byte[] into = new byte[200];
    int length = sender.forward(5, into, 3, brought, 0xFFFF, -960, 960, true, 30, false);
    RtpPacket sent = new RtpPacket().wrap(into, 3, length);
    assertEquals(-2, sent.ssrc());
    assertEquals(0xFFFF, sent.sequenceNumber());
    assertEquals(-960, sent.timestamp());
    assertTrue(sent.marker());
    assertEquals(new AudioLevel(30, false), sent.audioLevel(1));
    assertEquals(brought.payload(), sent.payload());
    assertEquals(0, sender.nextSequenceNumber());
    assertEquals(0, sender.nextTimestamp());
    assertEquals(5, sender.lastPacketSentNanos());
  }

  @Test
  void whatIsSentOnLateDoesNotTurnTimeBack() throws Exception {
    RtpSender sender = sender(1, HeaderExtensionIds.NONE, null);
    RtpPacket brought = write(sender(2, HeaderExtensionIds.NONE, null), 960);
    byte[] into = new byte[200];
    sender.forward(5, into, 0, brought, 10, 9_600, 960, false, 30, false);
    int length = sender.forward(6, into, 0, brought, 8, 7_680, 960, false, 30, false);
    assertEquals(8, new RtpPacket().wrap(into, 0, length).sequenceNumber());
    assertEquals(11, sender.nextSequenceNumber());
    assertEquals(10_560, sender.nextTimestamp());
    assertEquals(5, sender.lastPacketSentNanos());
    assertEquals(2, sender.packetsSent());
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> sender.forward(7, into, 190, brought, 11, 10_560, 960, false, 30, false));
    assertEquals(2, sender.packetsSent());
  }

  @Test
  void reportsItsCountsAndTheTimestampOfNow() {
    RtpSender sender = sender(1, new HeaderExtensionIds(1, 0), "0");
    int timestamp = sender.nextTimestamp();
    sender.write(1_000_000_000, buffer, 0, new byte[50], 0, 50, 960, false, 0, false);
    sender.write(1_020_000_000, buffer, 0, new byte[50], 0, 50, 960, false, 0, false);
    SenderReport report = sender.report(1_500_000_000, NTP, List.of());
    assertEquals(2, report.packetCount());
    assertEquals(100, report.octetCount());
    assertEquals(new RtpTimestamp(timestamp + 960 + 480 * 48), report.rtpTimestamp());
    assertEquals(100, sender.bytesSent());
    assertEquals(40, sender.headerBytesSent());
  }

  @Tag("vectors")
  @Test
  void measuresTheRoundTripOfTheRfcsFigure() {
    RtpSender sender = sender(1, HeaderExtensionIds.NONE, "0");
    sender.onReport(NTP, new ReportBlock(new Ssrc(-2), 64, 5, 0, 480, 0xb7052000, 0x00054000));
    assertEquals(6.125, sender.remote().roundTripTimeSeconds(), "RFC 3550 figure 2");
    assertEquals(0.25, sender.remote().fractionLost());
    assertEquals(5, sender.remote().packetsLost());
    assertEquals(0.01, sender.remote().jitterSeconds());
    assertEquals(1, sender.remote().roundTripTimeMeasurements());
  }

  @Test
  void aRoundTripThatCannotBeIsNotCounted() {
    RtpSender sender = sender(1, HeaderExtensionIds.NONE, "0");
    int now = NTP.middle();
    for (int sent : new int[] {0, now - (61 << 16), now + (1 << 16)}) {
      sender.onReport(NTP, new ReportBlock(new Ssrc(-2), 0, 0, 0, 0, sent, 0));
    }
    assertEquals(0, sender.remote().roundTripTimeMeasurements());
    sender.onReport(NTP, new ReportBlock(new Ssrc(-2), 0, 0, 0, 0, now, 1));
    assertEquals(0, sender.remote().roundTripTimeSeconds(), "rounded below nothing");
    assertEquals(1, sender.remote().roundTripTimeMeasurements());
  }

  @Test
  void aPacketThatDoesNotFitIsNotCounted() {
    RtpSender sender = sender(1, HeaderExtensionIds.NONE, "0");
    int next = sender.nextSequenceNumber();
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> sender.write(0, buffer, 190, new byte[10], 0, 10, 960, false, 0, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> sender.write(0, buffer, 0, new byte[10], 0, 10, 0, false, 0, false));
    assertThrows(IllegalArgumentException.class, () -> sender.skip(-1));
    assertEquals(next, sender.nextSequenceNumber());
    assertEquals(0, sender.packetsSent());
  }
}
