package io.antiphon.rtp.jitter;

import io.antiphon.rtp.RtpPacket;
import org.jspecify.annotations.Nullable;

/**
 * Turns packets as they arrive into an even flow for the ear: in order, each once, each at its
 * time. It decides, and whoever has the decoder carries out. Sans-IO; one thread; nothing is
 * allocated per packet.
 *
 * <p>For each stretch of audio that the listener asks for:
 *
 * <ol>
 *   <li>{@link #pull} says so;
 *   <li>while too little is decoded, {@link #next} says what to decode;
 *   <li>{@link #stretchTicks} says whether to play faster or slower, {@link #onStretched} tells it
 *       what came of that; then more may have to be decoded.
 * </ol>
 *
 * <p>The delay is how far what is played trails the fastest packets. It is kept near the target of
 * the {@link DelayEstimator}, by stretching above all. It also grows when nothing is there to play
 * (the position stands still while concealment is played; if the gap turns out to be a loss, what
 * was concealed on credit counts for the lost packets) and where the source is silent, which is
 * where it shrinks too. Only beyond the maximum are packets left out.
 *
 * <p>A jump of the timestamp without one of the sequence number is a silence that the source did
 * not send (DTX), and played as one.
 */
public final class JitterBuffer {
  /** How far above the target a silence is cut short, and how far the maximum bends. */
  private static final int TOLERANCE_MILLIS = 20;

  private final PacketRing ring;
  private final MediaTimeline timeline;
  private final ListenerClock clock;
  private final ArrivalQueue arrivals = new ArrivalQueue();
  private final RelativeDelay delay;
  private final DelayEstimator estimator;
  private final LossRate losses = new LossRate();
  private final StretchPolicy stretch;
  private final JitterStatistics statistics;
  private final PlayoutDecision decision = new PlayoutDecision();
  private final int clockRateHz;
  private final int maxDelayTicks;
  private final int maxConcealmentTicks;
  private final int restartTicks;
  private final int toleranceTicks;

  private boolean playing;
  private boolean broken;
  private long position;
  private long nextSequence = Long.MIN_VALUE;
  private int heldTicks;
  private int stepTicks = 1;
  private int restTicks;
  private int oddTicks;
  private boolean stretchAsked;
  private int frameTicks;
  private long newestEnd;
  private long newestArrivalTicks;
  private int hintTicks;
  private long creditTicks;
  private long concealedInARow;

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
    clockRateHz = config.clockRateHz();
    ring = new PacketRing(config.capacityPackets());
    timeline = new MediaTimeline(clockRateHz);
    clock = new ListenerClock(clockRateHz);
    delay = new RelativeDelay(clockRateHz);
    stretch = new StretchPolicy(clockRateHz);
    statistics = new JitterStatistics(clockRateHz);
    maxDelayTicks = config.ticks(config.maxDelay());
    maxConcealmentTicks = config.ticks(config.maxConcealment());
    restartTicks = config.ticks(config.restartAfter());
    toleranceTicks = clockRateHz / 1000 * TOLERANCE_MILLIS;
    frameTicks = clockRateHz / 50;
  }

  /** Puts a packet in that holds no copy of the one before it; else as the other. */
  public Insertion insert(long nowNanos, RtpPacket packet, int durationTicks) {
    return insert(nowNanos, packet, durationTicks, false);
  }

  /**
   * Puts a packet in.
   *
   * @param nowNanos its arrival
   * @param packet its payload is copied
   * @param durationTicks what it lasts, which only the codec knows: 1 tick to 1 s
   * @param redundant whether it holds a copy of what precedes it (Opus in-band FEC)
   * @return what became of it
   * @throws IllegalArgumentException if the duration is out of range
   */
  public Insertion insert(long nowNanos, RtpPacket packet, int durationTicks, boolean redundant) {
    if (durationTicks <= 0 || durationTicks > clockRateHz) {
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
    newestArrivalTicks = clock.ticksAt(nowNanos);
    arrivals.add(newestArrivalTicks, timestamp, durationTicks);
    boolean over = playing && timestamp + durationTicks / 2 <= position;
    if (sequence < nextSequence || over) {
      statistics.onLate();
      return Insertion.LATE;
    }
    makeRoom(sequence);
    PacketSlot slot = ring.claim(sequence);
    slot.fill(nowNanos, packet, sequence, timestamp, durationTicks);
    slot.setRedundant(redundant);
    frameTicks = durationTicks;
    newestEnd = Math.max(newestEnd, timestamp + durationTicks);
    return Insertion.KEPT;
  }

  /**
   * Puts a copy of an older packet in, that a newer one has brought (RFC 2198): played only if the
   * packet itself is missing. What the copy's arrival tells of the network the newer packet has
   * told already.
   *
   * @param nowNanos its arrival
   * @param copy as the packet was; its payload is copied
   * @param durationTicks what it lasts: 1 tick to 1 s
   * @return what became of it: {@code DUPLICATE} if nothing was missing
   * @throws IllegalArgumentException if the duration is out of range
   */
  public Insertion insertCopy(long nowNanos, RtpPacket copy, int durationTicks) {
    if (durationTicks <= 0 || durationTicks > clockRateHz) {
      throw new IllegalArgumentException("a packet that lasts " + durationTicks + " ticks");
    }
    if (!timeline.placeOlder(copy)) {
      return Insertion.REFUSED;
    }
    long sequence = timeline.sequence();
    long timestamp = timeline.timestamp();
    if (ring.knows(sequence)) {
      return Insertion.DUPLICATE;
    }
    if (sequence < nextSequence || (playing && timestamp + durationTicks / 2 <= position)) {
      return Insertion.LATE;
    }
    if (ring.occupant(sequence) != null) {
      return Insertion.REFUSED;
    }
    PacketSlot slot = ring.claim(sequence);
    slot.fill(nowNanos, copy, sequence, timestamp, durationTicks);
    slot.setRedundant(true);
    slot.setCopy();
    return Insertion.KEPT;
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
    broken = true;
    statistics.onDiscarded();
  }

  /**
   * The listener asks for audio: at the pace of its own clock, or, once it was held up, several
   * times in a row.
   *
   * @param nowNanos the time, about when it is played
   * @param ticks how much, which it will then take from what is decoded
   * @param decodedTicks what is decoded and not played yet
   * @throws IllegalArgumentException if it asks for nothing
   */
  public void pull(long nowNanos, int ticks, int decodedTicks) {
    if (ticks <= 0) {
      throw new IllegalArgumentException("a pull of " + ticks + " ticks");
    }
    clock.pull(nowNanos, ticks);
    stretch.onPlayed(ticks);
    heldTicks = decodedTicks;
    int common = commonDivisor(ticks, frameTicks);
    stepTicks = Math.max(common, toleranceTicks / 4);
    restTicks = decodedTicks % common;
    oddTicks = ticks - common;
    for (int i = 0; i < arrivals.size(); i++) {
      learn(arrivals.arrivalTicks(i), arrivals.timestamp(i), arrivals.durationTicks(i));
    }
    arrivals.clear();
  }

  private static int commonDivisor(int one, int other) {
    return other == 0 ? one : commonDivisor(other, one % other);
  }

  private void learn(long arrivalTicks, long timestamp, int durationTicks) {
    delay.onPacket(arrivalTicks, timestamp);
    // A packet that is here when it is asked for first is not late, whatever held us up before.
    long late = delay.at(Math.min(arrivalTicks, clock.ticks()), timestamp);
    if (!playing && late > maxDelayTicks + (long) restartTicks) {
      // The source's clock stood still while it was silent; this is no delay of the network.
      delay.reset();
      delay.onPacket(arrivalTicks, timestamp);
      late = 0;
    }
    estimator.onPacket(Math.max(0, late), durationTicks);
  }

  /**
   * What to decode next.
   *
   * @param decodedTicks what is decoded and not played yet
   * @return good until the next call to this buffer
   */
  public PlayoutDecision next(int decodedTicks) {
    heldTicks = decodedTicks;
    PacketSlot head = ring.first();
    if (!playing && (head == null || !begin(head))) {
      return decision.await();
    }
    if (head != null) {
      settleCredit(head);
      head = catchUp(head);
    }
    if (head == null) {
      return underrun();
    }
    long gap = head.timestamp() - position;
    return gap > 0 ? bridge(head, gap) : play(head);
  }

  private boolean begin(PacketSlot head) {
    if (delay.at(clock.ticks(), head.timestamp()) < targetTicks()) {
      return false;
    }
    playing = true;
    broken = true;
    position = head.timestamp();
    nextSequence = head.sequence();
    return true;
  }

  private PlayoutDecision underrun() {
    int ticks = clockRateHz / 100;
    creditTicks += ticks;
    if (creditTicks > restartTicks) {
      playing = false;
      creditTicks = 0;
      concealedInARow = 0;
      statistics.onRestart();
      return decision.await();
    }
    return conceal(ticks, null);
  }

  private void settleCredit(PacketSlot head) {
    if (creditTicks == 0) {
      return;
    }
    long gap = head.timestamp() - position;
    broken |= gap != creditTicks;
    position += Math.max(0, Math.min(gap, creditTicks));
    creditTicks = 0;
  }

  private @Nullable PacketSlot catchUp(PacketSlot head) {
    long excess = delayTicks() - targetTicks();
    if (excess + targetTicks() > maxDelayTicks + (long) toleranceTicks) {
      return jump(position + excess, head);
    }
    long gap = head.timestamp() - position;
    boolean silent = head.sequence() == nextSequence;
    if (gap > 0 && excess > frameTicks + toleranceTicks && (silent || excess > 5L * frameTicks)) {
      long cut = Math.min(gap, excess);
      position += cut;
      broken = true;
      statistics.onRemoved(cut);
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

  private PlayoutDecision bridge(PacketSlot head, long gap) {
    boolean lost = head.sequence() != nextSequence;
    // An odd piece goes first: what precedes the packet should be one whole frame.
    long odd = gap % frameTicks;
    int ticks = (int) (odd == 0 ? frameTicks : odd);
    boolean repaired = lost && gap == ticks && head.isRedundant();
    if (!repaired && delayTicks() + ticks <= targetTicks()) {
      statistics.onInserted(ticks);
      broken = true;
    } else {
      position += ticks;
    }
    if (!lost) {
      statistics.onConcealed(ticks, false, true);
      concealedInARow = 0;
      broken = true;
      return decision.silence(ticks);
    }
    return conceal(ticks, repaired ? head : null);
  }

  private PlayoutDecision conceal(int ticks, @Nullable PacketSlot following) {
    boolean silent = concealedInARow >= maxConcealmentTicks && following == null;
    if (following == null) {
      statistics.onConcealed(ticks, concealedInARow == 0, silent);
    } else {
      statistics.onRepaired(ticks);
    }
    concealedInARow += ticks;
    if (silent) {
      broken = true;
      return decision.silenceOfLoss(ticks);
    }
    return following == null ? decision.conceal(ticks) : decision.concealBefore(ticks, following);
  }

  private PlayoutDecision play(PacketSlot head) {
    long missing = nextSequence == Long.MIN_VALUE ? 0 : head.sequence() - nextSequence;
    losses.onPlayed(head.isRedundant(), missing);
    if (head.isCopy()) {
      losses.onRecovered();
      statistics.onRecovered();
    }
    ring.remove(head);
    position = head.endTimestamp();
    nextSequence = head.sequence() + 1;
    concealedInARow = 0;
    long waited = clock.ticks() + heldTicks - clock.ticksAt(head.arrivalNanos());
    statistics.onPlayed(
        head.durationTicks(),
        Math.max(0, waited),
        targetTicks(),
        Math.min(maxDelayTicks, estimator.leastTargetTicks() + forRedundancy()));
    boolean splice = broken;
    broken = false;
    return decision.play(head, 0).spliced(splice);
  }

  /**
   * Whether to play faster or slower now.
   *
   * @param decodedTicks what is decoded and not played yet
   * @return how much to leave out at most, if negative how much to put in; 0 to go on as it is
   */
  public int stretchTicks(int decodedTicks) {
    heldTicks = decodedTicks;
    int wanted = playing && creditTicks == 0 ? wantedStretch() : 0;
    stretchAsked = wanted != 0;
    return wanted;
  }

  private int wantedStretch() {
    if (isOverdue()) {
      return stretch.wantedInStall(ahead());
    }
    // Where steps and packets do not divide, some packets are needed that much earlier in a step.
    long spare = delayTicks() - restTicks - oddTicks;
    return stretch.wanted(spare - targetTicks(), stepTicks, restTicks);
  }

  /** Whether the change that {@link #stretchTicks} asked for is worth being heard. */
  public boolean isStretchUrgent() {
    return stretch.isUrgent();
  }

  /**
   * What has come of it.
   *
   * @param ticks how much was put in, or if negative left out; 0 if there was no place for it
   */
  public void onStretched(int ticks) {
    heldTicks += ticks;
    statistics.onInserted(Math.max(0, ticks));
    statistics.onRemoved(Math.max(0, -ticks));
    if (ticks != 0) {
      stretch.onChanged();
    } else if (stretchAsked) {
      stretch.onRefused();
    }
  }

  /** Whether the next packet is here, so that {@link #next} will say to play it. */
  public boolean isNextHere() {
    PacketSlot next = ring.at(nextSequence);
    return playing && next != null && next.timestamp() <= position;
  }

  /** Whether the next packet is later than nearly all, and nothing has come for a while. */
  private boolean isOverdue() {
    long late = delay.at(clock.ticks(), newestEnd);
    long usual = Math.min(estimator.leastTargetTicks(), 2L * toleranceTicks);
    long quiet = clock.ticks() - newestArrivalTicks;
    return late > usual && delayTicks() < maxDelayTicks && 2 * quiet > 5L * frameTicks;
  }

  /** What can be played before a packet is missing. */
  private long ahead() {
    long end = position;
    long sequence = nextSequence;
    for (PacketSlot at = ring.at(sequence); at != null; at = ring.at(++sequence)) {
      end = at.endTimestamp();
    }
    return heldTicks + end - position;
  }

  /**
   * Aims at no less than this delay, within the maximum: W3C's {@code jitterBufferTarget}.
   *
   * @param ticks 0 for what suits the network
   */
  public void setDelayHint(int ticks) {
    hintTicks = Math.max(0, Math.min(maxDelayTicks, ticks));
  }

  /** The delay aimed at, in ticks. */
  public int targetTicks() {
    int wanted = Math.max(hintTicks, estimator.targetTicks() + forRedundancy());
    return Math.min(maxDelayTicks, wanted);
  }

  private int forRedundancy() {
    return losses.isWorthWaiting() ? frameTicks : 0;
  }

  /**
   * How far what is played next trails the fastest packets, in ticks, at the time of the last pull;
   * 0 when nothing is played.
   */
  public long delayTicks() {
    return playing ? delay.at(clock.ticks(), position - heldTicks) : 0;
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
