package io.antiphon.rtp.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PacketFixture;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.congestion.TransportArrivals;
import io.antiphon.rtp.rtcp.ExtendedReport;
import io.antiphon.rtp.rtcp.GenericNack;
import io.antiphon.rtp.rtcp.Goodbye;
import io.antiphon.rtp.rtcp.ReceiverReport;
import io.antiphon.rtp.rtcp.RtcpCompound;
import io.antiphon.rtp.rtcp.RtcpPacket;
import io.antiphon.rtp.rtcp.SenderReport;
import io.antiphon.rtp.rtcp.SourceDescription;
import io.antiphon.rtp.rtcp.TransportFeedback;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.SimulatedNetwork;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RtpSessionTest {
  private static final long SECOND = 1_000_000_000;
  private static final long WALL = 1_800_000_000L * SECOND;
  private static final PayloadType OPUS = new PayloadType(111);

  private final RtpSession session = session(1, RtpConfig.of("alice"));

  private static RtpSession session(long seed, RtpConfig config) {
    return new RtpSession(config, new SplittableRandom(seed), WALL);
  }

  private static List<RtcpPacket> packets(ByteBuffer datagram) throws Exception {
    return RtcpCompound.parse(datagram).packets();
  }

  private static RtpPacket packet(int ssrc, int sequenceNumber) {
    return PacketFixture.packet(ssrc, sequenceNumber, sequenceNumber * 960, 0);
  }

  private static void send(RtpSender sender, long nowNanos) {
    sender.write(nowNanos, new byte[100], 0, new byte[10], 0, 10, 960, false, 0, false);
  }

  private static ByteBuffer compound(RtcpPacket... packets) {
    RtcpCompound compound = new RtcpCompound(List.of(packets));
    ByteBuffer out = ByteBuffer.allocate(compound.length());
    compound.writeTo(out);
    return out.flip();
  }

  /** Lets the session run and gives the times of its reports. */
  private static List<Long> reportTimes(RtpSession session, long untilNanos) {
    List<Long> times = new ArrayList<>();
    while (session.nextTimeoutNanos().orElseThrow() <= untilNanos) {
      long now = session.nextTimeoutNanos().getAsLong();
      session.advanceTo(now);
      if (session.pollRtcp() != null) {
        times.add(now);
      }
    }
    return times;
  }

  @Test
  void nothingIsDueBeforeTheStart() {
    assertTrue(session.nextTimeoutNanos().isEmpty());
    session.advanceTo(100 * SECOND);
    assertNull(session.pollRtcp());
  }

  @Test
  void theFirstReportComesEarlyAndTheOthersAtRandomAboutTheInterval() {
    for (int seed = 0; seed < 50; seed++) {
      RtpSession random = session(seed, RtpConfig.of("a"));
      random.start(0);
      List<Long> times = reportTimes(random, 100 * SECOND);
      assertTrue(times.get(0) >= SECOND / 2 && times.get(0) <= SECOND, () -> "" + times.get(0));
      for (int i = 1; i < times.size(); i++) {
        long interval = times.get(i) - times.get(i - 1);
        assertTrue(interval >= SECOND / 2 && interval <= 3 * SECOND / 2, () -> "" + interval);
      }
      assertTrue(times.size() > 85 && times.size() < 115, () -> times.size() + " reports");
    }
  }

  @Test
  void reportsTakeNoMoreThanTheirShareOfTheBandwidth() {
    RtpSession narrow = session(1, RtpConfig.of("a").withBandwidth(8000));
    narrow.start(0);
    // 5 % of 8 kbit/s are 50 bytes a second, and two sides of about 80 bytes share them.
    int reports = reportTimes(narrow, 1000 * SECOND).size();
    assertTrue(reports > 200 && reports < 500, () -> reports + " reports");
  }

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
  void twoSidesMeasureTheirRoundTripAndLoss() throws Exception {
    RtpSession bob = session(2, RtpConfig.of("bob"));
    session.start(0);
    bob.start(0);
    RtpSender sender = session.addSender(OPUS, HeaderExtensionIds.NONE, "0");
    NetworkConditions path = NetworkConditions.CLEAN.withLoss(0.1, 1);
    SimulatedNetwork there = new SimulatedNetwork(3, path);
    SimulatedNetwork back = new SimulatedNetwork(4, NetworkConditions.CLEAN);
    byte[] buffer = new byte[200];
    RtpPacket view = new RtpPacket();
    for (long now = 0; now < 60 * SECOND; now += SECOND / 100) {
      if (now % (SECOND / 50) == 0) {
        int length = sender.write(now, buffer, 0, buffer, 150, 40, 960, false, 0, false);
        there.send(now, buffer, 0, length);
      }
      session.advanceTo(now);
      bob.advanceTo(now);
      sendReport(now, session, there);
      sendReport(now, bob, back);
      for (byte[] in = there.poll(now); in != null; in = there.poll(now)) {
        if ((in[1] & 0xFF) >= 200 && (in[1] & 0xFF) < 208) {
          bob.receiveRtcp(now, ByteBuffer.wrap(in));
        } else {
          assertNotNull(bob.receiveRtp(now, view.wrap(in, 0, in.length)));
        }
      }
      for (byte[] in = back.poll(now); in != null; in = back.poll(now)) {
        session.receiveRtcp(now, ByteBuffer.wrap(in));
      }
    }
    RemoteReception remote = sender.remote();
    assertEquals(0.040, remote.roundTripTimeSeconds(), 0.001);
    assertTrue(remote.roundTripTimeMeasurements() > 40);
    RtpReceiver receiver = bob.receivers().get(0);
    assertTrue(receiver.packetsLost() > 200 && receiver.packetsLost() < 400);
    assertTrue(Math.abs(receiver.packetsLost() - remote.packetsLost()) <= 15);
    assertEquals(0, receiver.jitterSeconds(), 0.001);
    assertTrue(receiver.senderReportsReceived() > 40);
    assertEquals(0, session.compoundsRejected() + bob.compoundsRejected());
  }

  private static void sendReport(long now, RtpSession from, SimulatedNetwork network) {
    ByteBuffer report = from.pollRtcp();
    if (report != null) {
      network.send(now, report.array(), report.arrayOffset(), report.limit());
    }
  }

  @Test
  void aSourceJoinsOnceAndLeavesWithItsReason() {
    session.receiveRtp(0, packet(5, 1));
    session.receiveRtp(1, packet(5, 2));
    RtpReceiver joined =
        assertInstanceOf(RtpEvent.SourceJoined.class, session.pollEvent()).receiver();
    assertEquals(new Ssrc(5), joined.ssrc());
    assertNull(session.pollEvent());
    session.receiveRtcp(2, compound(new Goodbye(List.of(new Ssrc(5), new Ssrc(6)), "teatime")));
    assertEquals(new RtpEvent.SourceLeft(joined, "teatime"), session.pollEvent());
    assertNull(session.pollEvent());
    assertEquals(0, session.receivers().size());
  }

  @Test
  void stragglersOfASourceThatLeftDoNotBringItBackButALaterPacketDoes() {
    RtpReceiver before = session.receiveRtp(0, packet(5, 1));
    session.receiveRtcp(0, compound(new Goodbye(List.of(new Ssrc(5)), null)));
    assertEquals(before, session.receiveRtp(SECOND / 10, packet(5, 2)));
    session.advanceTo(SECOND);
    assertNotEquals(before, session.receiveRtp(SECOND, packet(5, 3)));
    assertInstanceOf(RtpEvent.SourceJoined.class, session.pollEvent());
    assertInstanceOf(RtpEvent.SourceLeft.class, session.pollEvent());
    assertInstanceOf(RtpEvent.SourceJoined.class, session.pollEvent());
  }

  @Test
  void aSilentSourceTimesOutUnlessItStillReports() {
    session.start(0);
    session.receiveRtp(0, packet(5, 1));
    session.receiveRtp(0, packet(6, 1));
    session.receiveRtcp(20 * SECOND, compound(new ReceiverReport(new Ssrc(6), List.of())));
    session.advanceTo(30 * SECOND);
    session.pollEvent();
    session.pollEvent();
    RtpEvent event = session.pollEvent();
    assertInstanceOf(RtpEvent.SourceTimedOut.class, event);
    assertEquals(new Ssrc(5), event.receiver().ssrc());
    assertNull(session.pollEvent());
    session.advanceTo(50 * SECOND);
    assertInstanceOf(RtpEvent.SourceTimedOut.class, session.pollEvent());
  }

  @Test
  void theNumberOfSourcesIsBounded() {
    RtpSession small = session(1, RtpConfig.of("a").withMaxSources(2));
    assertNotNull(small.receiveRtp(0, packet(1, 1)));
    assertNotNull(small.receiveRtp(0, packet(2, 1)));
    assertNull(small.receiveRtp(0, packet(3, 1)));
    assertEquals(1, small.packetsRefused());
    small.receiveRtcp(0, compound(new Goodbye(List.of(new Ssrc(1)), null)));
    assertNotNull(small.receiveRtp(0, packet(3, 1)), "the place of one that left");
  }

  @Test
  void aChangeOfSsrcInTheCallIsANewSource() {
    RtpReceiver first = session.receiveRtp(0, packet(5, 1));
    RtpReceiver second = session.receiveRtp(20_000_000, packet(6, 500));
    assertNotEquals(first, second);
    assertEquals(2, session.receivers().size());
  }

  @Test
  void malformedRtcpIsCountedAndDroppedWhole() {
    session.receiveRtp(0, packet(5, 1));
    session.pollEvent();
    ByteBuffer bye = compound(new Goodbye(List.of(new Ssrc(5)), null));
    ByteBuffer spoilt = ByteBuffer.allocate(bye.remaining() + 1).put(bye).put((byte) 0).flip();
    session.receiveRtcp(0, spoilt);
    assertEquals(1, session.compoundsRejected());
    assertEquals(0, session.compoundsReceived());
    assertNull(session.pollEvent());
  }

  @Test
  void sayingGoodbyeEndsTheReports() throws Exception {
    session.start(0);
    RtpSender sender = session.addSender(OPUS, HeaderExtensionIds.NONE, "0");
    List<RtcpPacket> last = packets(session.bye(SECOND));
    assertInstanceOf(ReceiverReport.class, last.get(0));
    assertEquals(new Goodbye(List.of(sender.ssrc()), null), last.get(2));
    assertTrue(session.nextTimeoutNanos().isEmpty());
    session.advanceTo(10 * SECOND);
    assertNull(session.pollRtcp());
    assertThrows(IllegalStateException.class, () -> session.bye(SECOND));
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
  void theClockRateFollowsThePayloadType() {
    RtpReceiver opus = session.receiveRtp(0, packet(5, 1));
    assertNotNull(opus);
    assertEquals(48_000, opus.clockRateHz());
    RtpSender pcmu = session.addSender(new PayloadType(0), HeaderExtensionIds.NONE, null);
    assertEquals(8000, pcmu.clockRateHz());
    assertFalse(session.senders().isEmpty());
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    RtpConfig config = RtpConfig.of("a");
    assertThrows(IllegalArgumentException.class, () -> RtpConfig.of(""));
    assertThrows(IllegalArgumentException.class, () -> config.withMaxSources(32));
    assertThrows(IllegalArgumentException.class, () -> config.withBandwidth(0));
    assertThrows(
        IllegalArgumentException.class, () -> config.withReportInterval(Duration.ofMillis(1)));
    assertThrows(IllegalArgumentException.class, () -> config.withSourceTimeout(Duration.ZERO));
  }

  /** Lets two sessions exchange their reports over a way of that length; the first only listens. */
  private static void exchange(RtpSession listener, RtpSession talker, long wayNanos) {
    listener.start(0);
    talker.start(0);
    RtpSender sender = talker.addSender(OPUS, HeaderExtensionIds.NONE, "0");
    NavigableMap<Long, Runnable> onTheirWay = new TreeMap<>();
    for (long now = 0; now < 10 * SECOND; now += SECOND / 100) {
      send(sender, now);
      while (!onTheirWay.isEmpty() && onTheirWay.firstKey() <= now) {
        onTheirWay.pollFirstEntry().getValue().run();
      }
      pass(listener, talker, now, now + wayNanos, onTheirWay);
      pass(talker, listener, now, now + wayNanos + 1, onTheirWay);
    }
  }

  private static void pass(
      RtpSession from,
      RtpSession to,
      long now,
      long arrival,
      NavigableMap<Long, Runnable> onTheirWay) {
    from.advanceTo(now);
    ByteBuffer report = from.pollRtcp();
    if (report != null) {
      onTheirWay.put(arrival, () -> to.receiveRtcp(arrival, report));
    }
  }

  @Test
  void whoOnlyListensMeasuresTheWayByExtendedReports() {
    RtpSession talker = session(2, RtpConfig.of("bob"));
    session.setExtendedReports(true);
    talker.setExtendedReports(true);
    exchange(session, talker, 60_000_000);
    assertTrue(session.roundTrip().measurements() >= 3, "" + session.roundTrip().measurements());
    assertEquals(0.12, session.roundTrip().seconds(), 0.001);
    assertEquals(
        0.12 * session.roundTrip().measurements(), session.roundTrip().totalSeconds(), 0.01);
    assertEquals(0, talker.roundTrip().measurements(), "it sends, and has its own reports");
  }

  @Test
  void extendedReportsAreSentOnlyWhereAgreedOn() {
    RtpSession talker = session(2, RtpConfig.of("bob"));
    session.setExtendedReports(true);
    exchange(session, talker, 60_000_000);
    assertEquals(0, session.roundTrip().measurements());
  }

  @Test
  void answersToOthersAreNotOurs() {
    var delay = new ExtendedReport.Delay(new Ssrc(99), 1, 0);
    var answer =
        new ExtendedReport(new Ssrc(5), List.of(new ExtendedReport.Delays(List.of(delay))));
    session.receiveRtcp(0, compound(answer));
    assertEquals(1, session.compoundsReceived());
    assertEquals(0, session.roundTrip().measurements());
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
}
