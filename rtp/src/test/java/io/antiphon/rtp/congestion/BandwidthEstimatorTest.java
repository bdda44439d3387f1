package io.antiphon.rtp.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.TransportFeedback;
import io.antiphon.rtp.stream.PacketStamp;
import io.antiphon.rtp.stream.RtpSender;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BandwidthEstimatorTest {
  private static final long SECOND = 1_000_000_000;
  private static final long SLOT = 20_000_000;

  private final BandwidthEstimator estimator = new BandwidthEstimator(60_000, 30_000, 100_000);

  private static TransportFeedback feedback(int base, int reference, int... deltas) {
    return new TransportFeedback(new Ssrc(1), new Ssrc(2), base, reference, 0, deltas);
  }

  private void send(int packets) {
    for (int i = 0; i < packets; i++) {
      estimator.onSent(i * SLOT, 150);
    }
  }

  @Test
  void withoutFeedbackReportsOfLossDecide() {
    int start = estimator.targetBps();
    for (int second = 1; second <= 10; second++) {
      estimator.onReport(second * SECOND, 50, 0.2);
    }
    int low = estimator.targetBps();
    assertTrue(low < 0.7 * start, "still " + low);
    for (int second = 11; second <= 20; second++) {
      estimator.onReport(second * SECOND, 50, 0.05);
    }
    assertEquals(low, estimator.targetBps(), "between the bounds it holds");
    for (int second = 21; second <= 60; second++) {
      estimator.onReport(second * SECOND, 50, 0);
    }
    assertEquals(start, estimator.targetBps());
  }

  @Test
  void reportsDoNotCountBesideFeedback() {
    send(3);
    estimator.onFeedback(SECOND, feedback(0, 0, 0, 80, 80));
    assertTrue(estimator.hasFeedback(SECOND));
    for (int i = 0; i < 20; i++) {
      estimator.onReport(SECOND + i, 100, 0.9);
    }
    assertEquals(60_000, estimator.targetBps(), 1_000);
    assertFalse(estimator.hasFeedback(4 * SECOND));
    estimator.onReport(4 * SECOND, 100, 0.9);
    assertTrue(estimator.targetBps() < 40_000);
  }

  @Test
  void feedbackAboutPacketsNeverSentSaysNothing() {
    send(3);
    estimator.onFeedback(SECOND, feedback(3, 0, 0, 80));
    estimator.onFeedback(SECOND, feedback(65_500, 0, 0, 80));
    assertEquals(0, estimator.feedbacksReceived());
  }

  @Test
  void aPacketToldTwiceCountsOnce() {
    send(3);
    estimator.onFeedback(SECOND, feedback(0, 0, 0, TransportFeedback.NOT_RECEIVED, 80));
    estimator.onFeedback(SECOND, feedback(1, 0, 200, -120));
    assertEquals(2, estimator.feedbacksReceived());
    estimator.onFeedback(SECOND, feedback(0, 0, 0, 80, 80));
    assertEquals(2, estimator.feedbacksReceived());
  }

  @Test
  void followsTheReferenceTimeAcrossItsWrap() {
    ArrivalClock clock = new ArrivalClock();
    clock.begin(feedback(0, 0xFFFFFF, 10));
    clock.advance(10);
    long before = clock.nanos();
    clock.begin(feedback(1, 1, 10));
    clock.advance(10);
    assertEquals(2 * 64_000_000, clock.nanos() - before);
    clock.begin(feedback(0, 0xFFFFFF, 10));
    clock.advance(10);
    assertEquals(before, clock.nanos());
  }

  @Test
  void refusesBoundsOutOfOrder() {
    assertThrows(IllegalArgumentException.class, () -> new BandwidthEstimator(1, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> new BandwidthEstimator(4, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> new BandwidthEstimator(1, 0, 3));
  }

  @Test
  void packetsAreStampedRememberedAndNotedWithoutGarbage() throws Exception {
    HeaderExtensionIds ids = new HeaderExtensionIds(1, 4, 3, 0, 0);
    RtpSender sender =
        new RtpSender(new Ssrc(7), new PayloadType(111), 48_000, ids, "0", new SplittableRandom(1));
    PacketStamp stamp = new PacketStamp();
    stamp.setIds(ids);
    TransportArrivals arrivals = new TransportArrivals();
    RtpPacket packet = new RtpPacket();
    byte[] bytes = new byte[200];
    byte[] payload = new byte[100];
    TransportFeedback[] told = new TransportFeedback[2_000];
    for (int i = 0; i < told.length; i++) {
      told[i] = feedback(i, i * 20 / 64, i * 80 % 256);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int run = 0; run < 20; run++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < told.length; i++) {
        long now = (run * (long) told.length + i) * SLOT;
        int length = sender.write(now, bytes, 0, payload, 0, 100, 960, false, 30, true);
        stamp.stamp(now, bytes, 0, length, estimator.nextSequence());
        estimator.onSent(now, length);
        packet.wrap(bytes, 0, length);
        arrivals.onPacket(now, packet.transportSequence(3), length);
        estimator.onFeedback(now, told[i]);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertEquals(0, least / told.length, "bytes per packet");
    assertTrue(estimator.feedbacksReceived() > 1_000);
  }
}
