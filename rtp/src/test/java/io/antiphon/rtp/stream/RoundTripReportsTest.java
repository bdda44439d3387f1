package io.antiphon.rtp.stream;

import static io.antiphon.rtp.stream.SessionFixture.OPUS;
import static io.antiphon.rtp.stream.SessionFixture.SECOND;
import static io.antiphon.rtp.stream.SessionFixture.compound;
import static io.antiphon.rtp.stream.SessionFixture.send;
import static io.antiphon.rtp.stream.SessionFixture.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.ExtendedReport;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.SimulatedNetwork;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What two sessions learn of each other by their reports (RFC 3550 §6.4, RFC 3611). */
class RoundTripReportsTest {
  private final RtpSession session = session(1, RtpConfig.of("alice"));

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
}
