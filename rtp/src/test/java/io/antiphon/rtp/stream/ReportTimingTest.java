package io.antiphon.rtp.stream;

import static io.antiphon.rtp.stream.SessionFixture.OPUS;
import static io.antiphon.rtp.stream.SessionFixture.SECOND;
import static io.antiphon.rtp.stream.SessionFixture.compound;
import static io.antiphon.rtp.stream.SessionFixture.packet;
import static io.antiphon.rtp.stream.SessionFixture.packets;
import static io.antiphon.rtp.stream.SessionFixture.reportTimes;
import static io.antiphon.rtp.stream.SessionFixture.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.Goodbye;
import io.antiphon.rtp.rtcp.ReceiverReport;
import io.antiphon.rtp.rtcp.RtcpPacket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When reports come (RFC 3550 §6.2, §6.3). */
class ReportTimingTest {
  private final RtpSession session = session(1, RtpConfig.of("alice"));

  @Test
  void nothingIsDueBeforeTheStart() {
    assertTrue(session.nextTimeoutNanos().isEmpty());
    session.advanceTo(100 * SECOND);
    assertNull(session.pollRtcp());
  }

  @Test
  void theFirstReportComesEarlyAndTheOthersAtRandomAboutTheInterval() {
    int soon = 0;
    int late = 0;
    for (int seed = 0; seed < 50; seed++) {
      RtpSession random = session(seed, RtpConfig.of("a"));
      random.start(0);
      List<Long> times = reportTimes(random, 100 * SECOND);
      assertTrue(times.get(0) >= SECOND / 2 && times.get(0) <= SECOND, () -> "" + times.get(0));
      for (int i = 1; i < times.size(); i++) {
        long interval = times.get(i) - times.get(i - 1);
        assertTrue(interval >= SECOND / 2 && interval <= 3 * SECOND / 2, () -> "" + interval);
        soon += interval < 3 * SECOND / 4 ? 1 : 0;
        late += interval > 5 * SECOND / 4 ? 1 : 0;
      }
      assertTrue(times.size() > 85 && times.size() < 115, () -> times.size() + " reports");
    }
    assertEquals(1_250, soon, 150, "a quarter of all");
    assertEquals(1_250, late, 150, "a quarter of all");
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
  void theMoreSourcesAreHeardTheMoreSeldomAreTheReports() {
    RtpSession crowded = session(1, RtpConfig.of("a").withBandwidth(16_000));
    crowded.start(0);
    int alone = reportTimes(crowded, 500 * SECOND).size();
    for (int ssrc = 1; ssrc <= 16; ssrc++) {
      crowded.receiveRtp(500 * SECOND, packet(ssrc, 1));
    }
    int among = 0;
    for (int seconds = 500; seconds < 1000; seconds += 20) {
      for (int ssrc = 1; ssrc <= 16; ssrc++) {
        crowded.receiveRtp(seconds * SECOND, packet(ssrc, seconds));
      }
      among += reportTimes(crowded, (seconds + 20) * SECOND).size();
    }
    int few = among;
    assertTrue(few < alone / 3, () -> few + " reports, and " + alone + " before");
  }

  @Test
  void whatTheOtherSideReportsTakesItsShareToo() {
    RtpSession small = session(1, RtpConfig.of("a").withBandwidth(8000));
    RtpSession large = session(1, RtpConfig.of("a").withBandwidth(8000));
    small.start(0);
    large.start(0);
    Goodbye goodbye = new Goodbye(List.of(new Ssrc(77)), "x".repeat(250));
    int ofSmall = 0;
    int ofLarge = 0;
    for (int seconds = 0; seconds < 1000; seconds++) {
      small.receiveRtcp(seconds * SECOND, compound(new ReceiverReport(new Ssrc(9), List.of())));
      large.receiveRtcp(seconds * SECOND, compound(goodbye));
      ofSmall += reportTimes(small, seconds * SECOND).size();
      ofLarge += reportTimes(large, seconds * SECOND).size();
    }
    assertTrue(
        ofLarge < 0.6 * ofSmall, ofLarge + " reports, and " + ofSmall + " beside small ones");
  }
}
