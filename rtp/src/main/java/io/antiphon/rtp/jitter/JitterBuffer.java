package io.antiphon.rtp.jitter;

import io.antiphon.rtp.RtpPacket;
import org.jspecify.annotations.Nullable;

/**
 * Turns packets as they arrive into an even flow for the ear: in order, each once, each at its
 * time. Sans-IO; one thread; nothing is allocated per packet.
 *
 * <p>{@link #next} is called whenever the player needs more audio, at the pace of its own clock,
 * and moves on through RTP time by what it hands out. The delay is how far that position trails the
 * fastest packets. It is kept near the target of the {@link DelayEstimator}:
 *
 * <ul>
 *   <li>It grows by waiting where waiting is not heard: when nothing is there to play (the position
 *       stands still while concealment is played), and at gaps that have to be concealed anyway. If
 *       the gap turns out to be a loss, what was concealed on credit counts for the lost packets.
 *   <li>It shrinks by shortening gaps, and when there are none by leaving out one packet each
 *       {@value #DROP_INTERVAL_MILLIS} ms; beyond the maximum at once.
 * </ul>
 *
 * <p>A jump of the timestamp without one of the sequence number is a silence that the source did
 * not send (DTX), and played as one.
 */
public final class JitterBuffer {
  static final int DROP_INTERVAL_MILLIS = 200;

  /** How far above the target, besides one packet, the delay may be before it is worth a cut. */
  private static final int TOLERANCE_MILLIS = 20;

  private final PacketRing ring;
  private final MediaTimeline timeline;
  private final RelativeDelay delay;
  private final DelayEstimator estimator;
  private final JitterStatistics statistics;
  private final PlayoutDecision decision = new PlayoutDecision();
  private final int maxDelayTicks;
  private final int maxConcealmentTicks;
  private final int restartTicks;
  private final int toleranceTicks;
  private final int dropIntervalTicks;

  private boolean playing;
  private long position;
  private long nextSequence = Long.MIN_VALUE;
  private int frameTicks;
  private long creditTicks;
  private long concealedInARow;
  private long playedSinceDrop;

  /** Makes an empty buffer with the {@link QuantileDelayEstimator}. */
  public JitterBuffer(JitterConfig config) {
    this(config, new QuantileDelayEstimator(config));
  }

  /**
   * Makes an empty buffer.
   *
   * @param estimator for this buffer alone
   */
  public JitterBuffer(JitterConfig config, DelayEstimator estimator) {
    this.estimator = estimator;
    int clockRateHz = config.clockRateHz();
    ring = new PacketRing(config.capacityPackets());
    timeline = new MediaTimeline(clockRateHz);
    delay = new RelativeDelay(clockRateHz);
    statistics = new JitterStatistics(clockRateHz);
    maxDelayTicks = config.ticks(config.maxDelay());
    maxConcealmentTicks = config.ticks(config.maxConcealment());
    restartTicks = config.ticks(config.restartAfter());
    toleranceTicks = clockRateHz / 1000 * TOLERANCE_MILLIS;
    dropIntervalTicks = clockRateHz / 1000 * DROP_INTERVAL_MILLIS;
    frameTicks = clockRateHz / 50;
  }

  /**
   * Puts a packet in.
   *
   * @param nowNanos its arrival
   * @param packet its payload is copied
   * @param durationTicks what it lasts, which only the codec knows: 1 tick to 1 s
   * @return what became of it
   * @throws IllegalArgumentException if the duration is out of range
   */
  public Insertion insert(long nowNanos, RtpPacket packet, int durationTicks) {
    if (durationTicks <= 0 || durationTicks > dropIntervalTicks * (1000 / DROP_INTERVAL_MILLIS)) {
      throw new IllegalArgumentException("a packet that lasts " + durationTicks + " ticks");
    }
    if (!timeline.place(nowNanos, packet, durationTicks)) {
      statistics.onDiscarded();
      return Insertion.REFUSED;
    }
    long sequence = timeline.sequence();
    long timestamp = timeline.timestamp();
    if (ring.knows(sequence)) {
      statistics.onDuplicate();
      return Insertion.DUPLICATE;
    }
    learn(nowNanos, timestamp, durationTicks);
    boolean over = playing && timestamp + durationTicks / 2 <= position;
    if (sequence < nextSequence || over) {
      statistics.onLate();
      return Insertion.LATE;
    }
    makeRoom(sequence);
    ring.claim(sequence).fill(nowNanos, packet, sequence, timestamp, durationTicks);
    frameTicks = durationTicks;
    return Insertion.KEPT;
  }

  private void learn(long nowNanos, long timestamp, int durationTicks) {
    delay.onPacket(nowNanos, timestamp);
    long late = delay.ticks(nowNanos, timestamp);
    if (!playing && late > maxDelayTicks + (long) restartTicks) {
      // The source's clock stood still while it was silent; this is no delay of the network.
      delay.reset();
      delay.onPacket(nowNanos, timestamp);
      late = 0;
    }
    estimator.onPacket(Math.max(0, late), durationTicks);
  }

  /** Leaves out the oldest until the place of a packet is free. */
  private void makeRoom(long sequence) {
    while (ring.occupant(sequence) != null) {
      PacketSlot oldest = ring.first();
      if (oldest == null) {
        return;
      }
      discard(oldest);
      PacketSlot head = ring.first();
      position = head == null ? oldest.endTimestamp() : head.timestamp();
    }
  }

  private void discard(PacketSlot packet) {
    nextSequence = packet.sequence() + 1;
    ring.remove(packet);
    statistics.onDiscarded();
  }

  /**
   * What to play next. Each call moves on by the ticks of its answer.
   *
   * @param nowNanos when it is asked for, which should be about when it is played
   * @return good until the next call to this buffer
   */
  public PlayoutDecision next(long nowNanos) {
    PacketSlot head = ring.first();
    if (!playing && (head == null || !begin(nowNanos, head))) {
      return decision.await();
    }
    if (head != null) {
      settleCredit(head);
      head = catchUp(nowNanos, head);
    }
    if (head == null) {
      return underrun();
    }
    long gap = head.timestamp() - position;
    return gap > 0 ? bridge(nowNanos, head, gap) : play(nowNanos, head);
  }

  private boolean begin(long nowNanos, PacketSlot head) {
    if (delay.ticks(nowNanos, head.timestamp()) < estimator.targetTicks()) {
      return false;
    }
    playing = true;
    position = head.timestamp();
    nextSequence = head.sequence();
    return true;
  }

  private PlayoutDecision underrun() {
    creditTicks += frameTicks;
    if (creditTicks > restartTicks) {
      playing = false;
      creditTicks = 0;
      concealedInARow = 0;
      statistics.onRestart();
      return decision.await();
    }
    return conceal(frameTicks, null);
  }

  private void settleCredit(PacketSlot head) {
    long gap = head.timestamp() - position;
    position += Math.max(0, Math.min(gap, creditTicks));
    creditTicks = 0;
  }

  private @Nullable PacketSlot catchUp(long nowNanos, PacketSlot head) {
    long excess = delay.ticks(nowNanos, position) - estimator.targetTicks();
    if (excess + estimator.targetTicks() > maxDelayTicks + (long) toleranceTicks) {
      return jump(position + excess, head);
    }
    long gap = head.timestamp() - position;
    if (excess <= frameTicks + toleranceTicks) {
      return head;
    }
    if (gap > 0) {
      long cut = Math.min(gap, excess);
      position += cut;
      statistics.onRemoved(cut);
    } else if (ring.size() > 1 && playedSinceDrop >= dropIntervalTicks) {
      playedSinceDrop = 0;
      position = head.endTimestamp();
      statistics.onRemoved(head.durationTicks());
      discard(head);
      return ring.first();
    }
    return head;
  }

  /** Moves on to a position, or to the newest packet if that is not as far. */
  private @Nullable PacketSlot jump(long goal, PacketSlot from) {
    PacketSlot head = from;
    while (head != null && head.timestamp() < goal && ring.size() > 1) {
      discard(head);
      head = ring.first();
    }
    long reached = head == null ? goal : Math.min(goal, head.timestamp());
    statistics.onRemoved(Math.max(0, reached - position));
    position = Math.max(position, reached);
    return head;
  }

  private PlayoutDecision bridge(long nowNanos, PacketSlot head, long gap) {
    boolean lost = head.sequence() != nextSequence;
    int ticks = (int) Math.min(gap, frameTicks);
    if (delay.ticks(nowNanos, position) + ticks <= estimator.targetTicks()) {
      statistics.onInserted(ticks);
    } else {
      position += ticks;
    }
    if (!lost) {
      statistics.onConcealed(ticks, false, true);
      concealedInARow = 0;
      return decision.silence(ticks);
    }
    return conceal(ticks, position == head.timestamp() ? head : null);
  }

  private PlayoutDecision conceal(int ticks, @Nullable PacketSlot following) {
    boolean silent = concealedInARow >= maxConcealmentTicks && following == null;
    statistics.onConcealed(ticks, concealedInARow == 0, silent);
    concealedInARow += ticks;
    if (silent) {
      return decision.silence(ticks);
    }
    return following == null ? decision.conceal(ticks) : decision.concealBefore(ticks, following);
  }

  private PlayoutDecision play(long nowNanos, PacketSlot head) {
    ring.remove(head);
    position = head.endTimestamp();
    nextSequence = head.sequence() + 1;
    concealedInARow = 0;
    playedSinceDrop += head.durationTicks();
    statistics.onPlayed(head, nowNanos, estimator.targetTicks());
    return decision.play(head, 0);
  }

  /** The delay aimed at, in ticks. */
  public int targetTicks() {
    return estimator.targetTicks();
  }

  /** How far playing trails the fastest packets now, in ticks; 0 when nothing is played. */
  public long delayTicks(long nowNanos) {
    return playing ? delay.ticks(nowNanos, position) : 0;
  }

  /** Packets kept now. */
  public int size() {
    return ring.size();
  }

  /** Counts since the beginning. */
  public JitterStatistics statistics() {
    return statistics;
  }
}
