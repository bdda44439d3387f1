package io.antiphon.rtp.congestion;

import io.antiphon.rtp.rtcp.TransportFeedback;

/**
 * What a path bears, estimated by its sender: the less of what delays and losses allow
 * (draft-ietf-rmcat-gcc-02). Delays come with transport-wide feedback; without it losses alone
 * decide, as receiver reports tell them.
 *
 * <p>Rates are bit/s of whole datagrams, of whatever layers the caller counts into {@code bytes}.
 * Sans-IO, one thread; nothing is allocated.
 */
public final class BandwidthEstimator {
  private static final int CAPACITY = 1 << 11;
  private static final byte FREE = 0;
  private static final byte SENT = 1;
  private static final byte LOST = 2;

  /** Feedback that stays away so long is no longer waited for. */
  private static final long FEEDBACK_NANOS = 2_000_000_000L;

  private static final double FIRST_RESPONSE_SECONDS = 0.2;

  private final long[] sentNanos = new long[CAPACITY];
  private final int[] sentBytes = new int[CAPACITY];
  private final byte[] states = new byte[CAPACITY];
  private final ArrivalGroups groups = new ArrivalGroups();
  private final TrendlineFilter trend = new TrendlineFilter();
  private final OveruseDetector detector = new OveruseDetector();
  private final AcknowledgedBitrate acknowledged = new AcknowledgedBitrate();
  private final QueueingDelay queue = new QueueingDelay();
  private final ArrivalClock clock = new ArrivalClock();
  private final RateControl byDelay;
  private final LossControl byLoss;
  private final int leastBps;
  private long next;
  private long lastFeedbackNanos;
  private long feedbacks;
  private double responseSeconds = FIRST_RESPONSE_SECONDS;

  /**
   * Begins with nothing known.
   *
   * @param startBps what to begin with
   * @param leastBps never less than this
   * @param mostBps never more
   * @throws IllegalArgumentException if they are not positive and in order
   */
  public BandwidthEstimator(int startBps, int leastBps, int mostBps) {
    if (leastBps <= 0 || startBps < leastBps || mostBps < startBps) {
      throw new IllegalArgumentException(
          "bandwidth from " + leastBps + " by " + startBps + " to " + mostBps + " bit/s");
    }
    this.leastBps = leastBps;
    byDelay = new RateControl(startBps, leastBps, mostBps);
    byLoss = new LossControl(leastBps, mostBps);
  }

  /** The transport-wide number of the next packet; its low 16 bits go into the header. */
  public long nextSequence() {
    return next;
  }

  /**
   * Remembers that a packet has been sent under {@link #nextSequence}.
   *
   * @param bytes of the datagram
   */
  public void onSent(long nowNanos, int bytes) {
    int place = place(next);
    sentNanos[place] = nowNanos;
    sentBytes[place] = bytes;
    states[place] = SENT;
    next++;
  }

  private static int place(long sequence) {
    return (int) sequence & (CAPACITY - 1);
  }

  /** Takes in what the other side has told of arrivals. */
  public void onFeedback(long nowNanos, TransportFeedback feedback) {
    long sequence = next + (short) (feedback.baseSequenceNumber() - (int) next);
    clock.begin(feedback);
    int expected = 0;
    int lost = 0;
    long newestSentNanos = Long.MIN_VALUE;
    for (int i = 0; i < feedback.packetCount(); i++, sequence++) {
      int delta = feedback.deltaTicks(i);
      if (delta != TransportFeedback.NOT_RECEIVED) {
        clock.advance(delta);
      }
      int place = place(sequence);
      if (sequence < 0 || sequence >= next || sequence < next - CAPACITY || states[place] == FREE) {
        continue; // never sent, forgotten, or told before
      }
      if (delta == TransportFeedback.NOT_RECEIVED) {
        if (states[place] == SENT) {
          states[place] = LOST;
          expected++;
          lost++;
        }
        continue;
      }
      if (states[place] == LOST) {
        lost--;
      } else {
        expected++;
      }
      states[place] = FREE;
      newestSentNanos = sentNanos[place];
      onArrived(sentNanos[place], clock.nanos(), sentBytes[place]);
    }
    if (expected == 0 && lost == 0) {
      return;
    }
    feedbacks++;
    lastFeedbackNanos = nowNanos;
    if (newestSentNanos != Long.MIN_VALUE) {
      double response = (nowNanos - newestSentNanos) * 1e-9 + 0.1;
      responseSeconds += (response - responseSeconds) / 8;
    }
    byDelay.update(
        nowNanos, detector.usage(), acknowledged.bps(), queue.seconds(), responseSeconds);
    byLoss.update(nowNanos, expected, lost, Math.min(targetBps(), provenBps()));
  }

  /** What has come through bears so much more at most; nobody has tried the rest. */
  private int provenBps() {
    int bps = acknowledged.bps();
    return bps == 0 ? Integer.MAX_VALUE : RateControl.beyond(bps);
  }

  private void onArrived(long sent, long arrived, int bytes) {
    acknowledged.add(arrived, bytes);
    queue.add(sent, arrived);
    if (groups.add(sent, arrived)) {
      trend.update(groups.completedNanos(), groups.delayVariationMillis());
      detector.update(groups.completedNanos(), trend.trendMillis(), groups.sendDeltaNanos());
    }
  }

  /**
   * Takes in what a receiver report says of loss (RFC 3550 §6.4.1), which counts while there is no
   * transport-wide feedback.
   *
   * @param packets sent since the report before
   * @param fractionLost of them, 0 to 1
   */
  public void onReport(long nowNanos, long packets, double fractionLost) {
    if (!hasFeedback(nowNanos)) {
      int expected = (int) Math.min(packets, CAPACITY);
      byLoss.update(nowNanos, expected, (int) Math.rint(expected * fractionLost), targetBps());
    }
  }

  /** Whether the other side has told of arrivals lately. */
  public boolean hasFeedback(long nowNanos) {
    return feedbacks > 0 && nowNanos - lastFeedbackNanos < FEEDBACK_NANOS;
  }

  /** What the path bears, bit/s, within the bounds. */
  public int targetBps() {
    return Math.max(leastBps, Math.min(byDelay.rateBps(), byLoss.rateBps()));
  }

  /** What has arrived over there lately, bit/s; 0 if that is not known. */
  public int acknowledgedBps() {
    return acknowledged.bps();
  }

  /** What the delays say. */
  public NetworkUsage usage() {
    return detector.usage();
  }

  /** How long packets wait in queues on their way, in seconds, as far as feedback tells. */
  public double queueSeconds() {
    return queue.seconds();
  }

  /** Feedback packets that told something new. */
  public long feedbacksReceived() {
    return feedbacks;
  }
}
