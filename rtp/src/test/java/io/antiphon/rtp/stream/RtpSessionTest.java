package io.antiphon.rtp.stream;

import static io.antiphon.rtp.stream.SessionFixture.SECOND;
import static io.antiphon.rtp.stream.SessionFixture.compound;
import static io.antiphon.rtp.stream.SessionFixture.packet;
import static io.antiphon.rtp.stream.SessionFixture.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.Goodbye;
import io.antiphon.rtp.rtcp.ReceiverReport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sources that a session hears. */
class RtpSessionTest {
  private final RtpSession session = session(1, RtpConfig.of("alice"));

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
}
