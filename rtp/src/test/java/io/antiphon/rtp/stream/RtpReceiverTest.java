package io.antiphon.rtp.stream;

import static io.antiphon.rtp.PacketFixture.SSRC;
import static io.antiphon.rtp.PacketFixture.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpTimestamp;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.NtpTimestamp;
import io.antiphon.rtp.rtcp.ReportBlock;
import io.antiphon.rtp.rtcp.SenderReport;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RtpReceiverTest {
  private final RtpReceiver receiver = new RtpReceiver(new Ssrc(SSRC), 48_000);

  private Arrival receive(int sequenceNumber) {
    return receiver.receive(
        sequenceNumber * 20_000_000L, packet(sequenceNumber & 0xFFFF, sequenceNumber * 960));
  }

  @Test
  void continuesTheSequenceAcrossWraps() {
    for (int i = 65_530; i < 3 * 65_536 + 5; i++) {
      assertEquals(Arrival.NEW, receive(i));
    }
    assertEquals(3 * 65_536 + 4, receiver.extendedHighestSequenceNumber());
    assertEquals(0, receiver.packetsLost());
  }

  @Test
  void countsTheLostUntilTheyCome() {
    receive(10);
    receive(13);
    assertEquals(2, receiver.packetsLost());
    assertEquals(Arrival.REORDERED, receive(11));
    assertEquals(1, receiver.packetsLost());
    assertEquals(Arrival.DUPLICATE, receive(11));
    assertEquals(0, receiver.packetsLost(), "late ones and duplicates count as received, §6.4.1");
    assertEquals(1, receiver.packetsDuplicated());
    assertEquals(1, receiver.packetsReordered());
  }

  @Test
  void theNewestAgainIsADuplicate() {
    receive(10);
    assertEquals(Arrival.DUPLICATE, receive(10));
    assertFalse(Arrival.DUPLICATE.isUsable());
  }

  @Test
  void reorderingAcrossTheWrapIsNoRestart() {
    receive(65_535);
    receive(65_537);
    assertEquals(Arrival.REORDERED, receive(65_536));
    assertEquals(65_537, receiver.extendedHighestSequenceNumber());
  }

  @Test
  void theFirstToArriveNeedNotBeTheFirstSent() {
    receive(65_536);
    assertEquals(Arrival.REORDERED, receive(65_535));
    assertEquals(0, receiver.packetsLost());
  }

  @Test
  void aJumpIsBelievedWithTheSecondPacketOnly() {
    receive(10);
    assertEquals(Arrival.ON_PROBATION, receive(20_000));
    assertFalse(receiver.lastArrival().isUsable());
    assertEquals(Arrival.NEW, receive(11));
    assertEquals(Arrival.ON_PROBATION, receive(30_000));
    assertEquals(Arrival.RESTARTED, receive(30_001));
    assertEquals(Arrival.NEW, receive(30_002));
    assertEquals(30_002, receiver.extendedHighestSequenceNumber());
    assertEquals(1, receiver.restarts());
    assertEquals(2, receiver.packetsOnProbation());
    assertEquals(4, receiver.packetsReceived());
  }

  @Test
  void lossesFromBeforeARestartStayInTheStatisticsAlone() {
    receive(10);
    receive(15);
    receive(30_000);
    receive(30_001);
    assertEquals(4, receiver.packetsLost());
    assertEquals(0, receiver.report(0).cumulativeLost());
  }

  @Test
  void aRestartIsNoJitter() {
    for (int i = 0; i < 50; i++) {
      receiver.receive(i * 20_000_000L, packet(i, i * 960));
    }
    for (int i = 50; i < 100; i++) {
      receiver.receive(i * 20_000_000L, packet(30_000 + i, 24_000 + i * 960));
    }
    assertEquals(1, receiver.restarts());
    assertEquals(0, receiver.jitterSeconds());
  }

  @Test
  void aDropoutOfAMinuteIsLossTheNextIsARestart() {
    receive(0);
    assertEquals(Arrival.NEW, receive(2999));
    assertEquals(Arrival.ON_PROBATION, receive(2999 + 3000));
  }

  @Test
  void reportsTheFractionLostOfEachInterval() {
    for (int i = 0; i < 8; i++) {
      receive(i);
    }
    assertEquals(0, receiver.report(0).fractionLost());
    assertFalse(receiver.heardSinceReport());
    receive(9);
    receive(11);
    assertTrue(receiver.heardSinceReport());
    assertEquals(128, receiver.report(0).fractionLost());
    receive(12);
    assertEquals(0, receiver.report(0).fractionLost());
    assertEquals(2, receiver.report(0).cumulativeLost());
    receive(12);
    receive(12);
    receive(12);
    ReportBlock duplicates = receiver.report(0);
    assertEquals(0, duplicates.fractionLost());
    assertEquals(-1, duplicates.cumulativeLost());
  }

  @Tag("vectors")
  @Test
  void reportsTheSendersOwnReportAndItsAge() {
    receive(0);
    assertEquals(0, receiver.report(5).lastSenderReport());
    assertEquals(0, receiver.report(5).delaySinceLastSenderReport());
    NtpTimestamp ntp = new NtpTimestamp(0xb44db705_20000000L);
    receiver.onSenderReport(
        1_000_000_000,
        new SenderReport(new Ssrc(SSRC), ntp, new RtpTimestamp(1), -1, 7, List.of()));
    ReportBlock report = receiver.report(6_250_000_000L);
    assertEquals(0xb7052000, report.lastSenderReport());
    assertEquals(0x00054000, report.delaySinceLastSenderReport(), "5.25 s, RFC 3550 figure 2");
    assertEquals(0xFFFF_FFFFL, receiver.remotePacketsSent());
    assertEquals(7, receiver.remoteBytesSent());
  }

  @Test
  void countsBytesWithAndWithoutHeaders() {
    receive(0);
    receive(1);
    assertEquals(16, receiver.bytesReceived());
    assertEquals(24, receiver.headerBytesReceived());
    assertEquals(20_000_000, receiver.lastPacketReceivedNanos());
    assertEquals(111, receiver.payloadType());
  }

  @Test
  void refusesAnotherSource() {
    assertThrows(IllegalArgumentException.class, () -> receiver.receive(0, packet(1, 0, 0, 0)));
    assertThrows(IllegalArgumentException.class, () -> new RtpReceiver(new Ssrc(1), 0));
  }
}
