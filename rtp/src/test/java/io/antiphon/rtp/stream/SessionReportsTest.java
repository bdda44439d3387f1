package io.antiphon.rtp.stream;

import static io.antiphon.rtp.stream.SessionFixture.OPUS;
import static io.antiphon.rtp.stream.SessionFixture.SECOND;
import static io.antiphon.rtp.stream.SessionFixture.WALL;
import static io.antiphon.rtp.stream.SessionFixture.compound;
import static io.antiphon.rtp.stream.SessionFixture.packet;
import static io.antiphon.rtp.stream.SessionFixture.packets;
import static io.antiphon.rtp.stream.SessionFixture.send;
import static io.antiphon.rtp.stream.SessionFixture.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.congestion.TransportArrivals;
import io.antiphon.rtp.rtcp.GenericNack;
import io.antiphon.rtp.rtcp.Goodbye;
import io.antiphon.rtp.rtcp.ReceiverReport;
import io.antiphon.rtp.rtcp.RtcpPacket;
import io.antiphon.rtp.rtcp.SenderReport;
import io.antiphon.rtp.rtcp.SourceDescription;
import io.antiphon.rtp.rtcp.TransportFeedback;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands in the compounds of a session (RFC 3550 §6.1, RFC 5506). */
class SessionReportsTest {
  private final RtpSession session = session(1, RtpConfig.of("alice"));

  @Test
  void aReportIsSrWhileSendingAndRrAfterwards() throws Exception {
    session.start(0);
    RtpSender sender = session.addSender(OPUS, HeaderExtensionIds.NONE, "0");
    session.advanceTo(SECOND);
    assertInstanceOf(ReceiverReport.class, packets(session.pollRtcp()).get(0));
    send(sender, 2 * SECOND);
    session.advanceTo(3 * SECOND);
    assertInstanceOf(SenderReport.class, packets(session.pollRtcp()).get(0));
    session.advanceTo(5 * SECOND);
    assertInstanceOf(SenderReport.class, packets(session.pollRtcp()).get(0), "one more, §6.3.8");
    session.advanceTo(7 * SECOND);
    ReceiverReport last = (ReceiverReport) packets(session.pollRtcp()).get(0);
    assertEquals(sender.ssrc(), last.reporter());
  }

  @Test
  void everyCompoundNamesItsSourcesAndLeavesRoomForSrtcp() throws Exception {
    session.start(0);
    RtpSender sender = session.addSender(OPUS, HeaderExtensionIds.NONE, "0");
    session.advanceTo(SECOND);
    ByteBuffer report = session.pollRtcp();
    assertNotNull(report);
    SourceDescription names = (SourceDescription) packets(report).get(1);
    assertEquals("alice", names.chunks().get(0).cname());
    assertEquals(sender.ssrc(), names.chunks().get(0).source());
    assertTrue(report.hasArray() && report.arrayOffset() == 0);
    assertEquals(RtpSession.TAIL_ROOM, report.capacity() - report.limit());
    assertNull(session.pollRtcp());
  }

  @Test
  void onlySourcesHeardSinceTheLastReportAreReportedOn() throws Exception {
    session.start(0);
    session.receiveRtp(0, packet(5, 1));
    session.advanceTo(SECOND);
    ReceiverReport report = (ReceiverReport) packets(session.pollRtcp()).get(0);
    assertEquals(new Ssrc(5), report.reports().get(0).source());
    session.advanceTo(3 * SECOND);
    assertEquals(0, ((ReceiverReport) packets(session.pollRtcp()).get(0)).reports().size());
  }

  @Test
  void senderReportsCarryWallClockTime() throws Exception {
    session.start(0);
    send(session.addSender(OPUS, HeaderExtensionIds.NONE, "0"), 1);
    session.advanceTo(2 * SECOND);
    SenderReport report = (SenderReport) packets(session.pollRtcp()).get(0);
    assertEquals(WALL + 2 * SECOND, report.ntp().toUnixNanos());
  }

  @Test
  void twoStreamsHaveTwoSourcesInOneCompound() throws Exception {
    session.start(0);
    RtpSender one = session.addSender(OPUS, HeaderExtensionIds.NONE, "0");
    RtpSender two = session.addSender(OPUS, HeaderExtensionIds.NONE, "1");
    send(one, 1);
    send(two, 1);
    session.receiveRtp(1, packet(5, 1));
    session.advanceTo(SECOND);
    List<RtcpPacket> packets = packets(session.pollRtcp());
    assertEquals(1, ((SenderReport) packets.get(0)).reports().size());
    assertEquals(0, ((SenderReport) packets.get(1)).reports().size());
    assertEquals(2, ((SourceDescription) packets.get(2)).chunks().size());
  }

  @Test
  void tellsOfArrivalsAloneOrInAMinimalCompound() throws Exception {
    session.receiveRtp(0, packet(5, 1));
    for (boolean reducedSize : new boolean[] {true, false}) {
      session.setReducedSize(reducedSize);
      TransportArrivals arrivals = new TransportArrivals();
      arrivals.onPacket(0, 77, 100);
      assertNull(session.feedback(SECOND / 10, arrivals));
      List<RtcpPacket> packets = packets(session.feedback(SECOND, arrivals));
      assertEquals(reducedSize ? 1 : 3, packets.size());
      TransportFeedback told =
          assertInstanceOf(TransportFeedback.class, packets.get(packets.size() - 1));
      assertEquals(77, told.baseSequenceNumber());
      assertEquals(new Ssrc(5), told.source());
      session.receiveRtcp(SECOND, compound(told));
      assertEquals(told, session.pollFeedback());
      assertNull(session.pollFeedback());
    }
  }

  @Test
  void aRequestStandsAloneOnlyWhereReducedSizeWasAgreedOn() throws Exception {
    List<RtcpPacket> full = packets(session.nack(new Ssrc(3), List.of(7)));
    assertInstanceOf(ReceiverReport.class, full.get(0));
    assertInstanceOf(SourceDescription.class, full.get(1));
    assertEquals(3, full.size());
    session.setReducedSize(true);
    List<RtcpPacket> alone = packets(session.nack(new Ssrc(3), List.of(7)));
    assertEquals(1, alone.size());
    assertEquals(List.of(7), assertInstanceOf(GenericNack.class, alone.get(0)).lost());
  }

  @Test
  void regularReportsStayFullWhereReducedSizeWasAgreedOn() throws Exception {
    session.setReducedSize(true);
    session.start(0);
    session.advanceTo(SECOND);
    List<RtcpPacket> report = packets(session.pollRtcp());
    assertInstanceOf(ReceiverReport.class, report.get(0));
    assertInstanceOf(SourceDescription.class, report.get(1));
  }

  @Test
  void theGoodbyeIsThatOfAllStreams() throws Exception {
    session.start(0);
    RtpSender one = session.addSender(OPUS, HeaderExtensionIds.NONE, "0");
    RtpSender two = session.addSender(OPUS, HeaderExtensionIds.NONE, "1");
    List<RtcpPacket> last = packets(session.bye(SECOND));
    assertEquals(new Goodbye(List.of(one.ssrc(), two.ssrc()), null), last.get(last.size() - 1));
  }
}
