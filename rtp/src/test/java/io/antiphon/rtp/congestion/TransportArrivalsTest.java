package io.antiphon.rtp.congestion;

import static io.antiphon.rtp.rtcp.TransportFeedback.NOT_RECEIVED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.TransportFeedback;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TransportArrivalsTest {
  private static final long START = Long.MAX_VALUE - 1_000_000_000; // overflows after a second

  private final TransportArrivals arrivals = new TransportArrivals();

  private static long millis(long millis) {
    return START + millis * 1_000_000;
  }

  private void arrive(long atMillis, int number) {
    arrivals.onPacket(millis(atMillis), number, 100);
  }

  private TransportFeedback poll(long atMillis) {
    return arrivals.poll(millis(atMillis), new Ssrc(1), new Ssrc(2));
  }

  private TransportFeedback feedback(long atMillis) {
    TransportFeedback feedback = poll(atMillis);
    assertNotNull(feedback);
    return feedback;
  }

  private static int[] deltas(TransportFeedback feedback) {
    int[] deltas = new int[feedback.packetCount()];
    Arrays.setAll(deltas, feedback::deltaTicks);
    return deltas;
  }

  @Test
  void tellsArrivalsAndGapsAcrossTheWrap() {
    arrive(0, 65_534);
    arrive(20, 65_535);
    arrive(60, 1);
    assertNull(poll(249));
    TransportFeedback feedback = feedback(250);
    assertEquals(65_534, feedback.baseSequenceNumber());
    assertEquals(0, feedback.feedbackCount());
    assertArrayEquals(new int[] {0, 80, NOT_RECEIVED, 160}, deltas(feedback));
    assertNull(poll(1_000), "nothing new");
  }

  @Test
  void countsFromTheFirstPacketNotTold() {
    arrive(0, 10);
    feedback(250);
    arrive(300, 12);
    TransportFeedback feedback = feedback(500);
    assertEquals(11, feedback.baseSequenceNumber());
    assertEquals(1, feedback.feedbackCount());
    assertEquals(4, feedback.referenceTime(), "256 ms");
    assertArrayEquals(new int[] {NOT_RECEIVED, 44 * 4}, deltas(feedback));
  }

  @Test
  void tellsALatePacketWithThoseBehindItOnceMore() {
    arrive(0, 10);
    arrive(40, 12);
    feedback(250);
    arrive(260, 11);
    TransportFeedback feedback = feedback(500);
    assertEquals(11, feedback.baseSequenceNumber());
    assertArrayEquals(new int[] {4 * 4, -220 * 4}, deltas(feedback));
  }

  @Test
  void ignoresDuplicates() {
    arrive(0, 10);
    arrive(20, 10);
    assertArrayEquals(new int[] {0}, deltas(feedback(250)));
    arrive(260, 10);
    assertNull(poll(1_000));
  }

  @Test
  void startsAnewWhenTheSenderDoes() {
    arrive(0, 10);
    feedback(250);
    arrive(260, 30_000);
    arrive(280, 30_001);
    assertNull(poll(500), "strangers are not believed at once");
    arrive(300, 30_002);
    TransportFeedback feedback = feedback(500);
    assertEquals(30_002, feedback.baseSequenceNumber());
    assertEquals(1, feedback.packetCount());
  }

  @Test
  void tellsALongGapAsOneRun() {
    arrive(0, 0);
    arrive(20, 900);
    TransportFeedback feedback = feedback(250);
    assertEquals(901, feedback.packetCount());
    assertEquals(80, feedback.deltaTicks(900));
    assertTrue(feedback.length() <= 32);
  }

  @Test
  void tellsVeryManyInParts() {
    for (int i = 0; i < 700; i++) {
      arrive(i / 3, i);
    }
    assertEquals(400, feedback(250).packetCount());
    TransportFeedback rest = feedback(250);
    assertEquals(400, rest.baseSequenceNumber());
    assertEquals(300, rest.packetCount());
    assertNull(poll(250));
  }

  @Test
  void splitsAtAPauseThatNoDeltaHolds() {
    arrive(0, 0);
    arrive(9_000, 1);
    TransportFeedback first = feedback(9_000);
    assertEquals(1, first.packetCount());
    TransportFeedback second = feedback(9_000);
    assertEquals(1, second.baseSequenceNumber());
    assertEquals(140, second.referenceTime());
    assertFalse(arrivals.isDue(millis(9_001)));
  }

  @Test
  void takesATwentiethOfTheTraffic() {
    for (int perSecond : new int[] {50, 200, 1_000}) {
      TransportArrivals busy = new TransportArrivals();
      long bytes = 0;
      int feedbacks = 0;
      for (int i = 0; i < perSecond * 10; i++) {
        long now = START + i * 1_000_000_000L / perSecond;
        busy.onPacket(now, i & 0xFFFF, 100);
        TransportFeedback feedback = busy.poll(now, new Ssrc(1), new Ssrc(2));
        if (feedback != null) {
          feedbacks++;
          bytes += feedback.length() + 42;
        }
      }
      assertTrue(feedbacks >= 38 && feedbacks <= 201, feedbacks + " in ten seconds");
      double share = bytes / (perSecond * 10 * 100.0);
      assertTrue(share < 0.07, perSecond + " packets a second cost " + share);
    }
  }
}
