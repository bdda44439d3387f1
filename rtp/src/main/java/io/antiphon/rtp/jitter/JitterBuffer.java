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
 * not send (DTX), and played as one. So is the time in which a telephone event sounds.
 */
public final class JitterBuffer {
  /** How far above the target a silence is cut short, and how far the maximum bends. */
  private static final int TOLERANCE_MILLIS = 20;

  private final PacketRing ring;
  private final MediaTimeline timeline;
  private final NetworkDelay delay;
  private final Concealment concealment;
  private final StretchPolicy stretch;
  private final JitterStatistics statistics;
  private final PlayoutDecision decision = new PlayoutDecision();
  private final EventSpan event = new EventSpan();
  private final int clockRateHz;
  private final int maxDelayTicks;
  private final int restartTicks;
  private final int toleranceTicks;

  private boolean playing;
  private boolean broken;
  private long position;
  private long nextSequence = Long.MIN_VALUE;
  private int heldTicks;
  private boolean stretchAsked;
  private int frameTicks;

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
    clockRateHz = config.clockRateHz();
    ring = new PacketRing(config.capacityPackets());
    timeline = new MediaTimeline(clockRateHz);
    delay = new NetworkDelay(config, estimator);
    stretch = new StretchPolicy(clockRateHz);
    statistics = new JitterStatistics(clockRateHz);
    maxDelayTicks = config.ticks(config.maxDelay());
    concealment = new Concealment(config, statistics, decision);
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
    boolean first = !ring.hasCopyOf(sequence);
    boolean bringsCopy = redundant && sequence > 0 && !ring.knowsItself(sequence - 1);
    delay.onArrival(nowNanos, timestamp, durationTicks, first, bringsCopy);
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
    delay.onKept(slot.endTimestamp());
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

  /**
   * Puts in a packet of a telephone event (RFC 4733), which has its number in the row of the audio
   * and its time where the event began: while it sounds there is no audio to miss.
   *
   * @param nowNanos its arrival
   * @param packet of the same clock as the audio
   * @param durationTicks what the event has lasted so far: 0 to 65,535
   * @param end whether it says that the event is over
   * @return what became of it
   * @throws IllegalArgumentException if the duration is out of range
   */
  public Insertion insertEvent(long nowNanos, RtpPacket packet, int durationTicks, boolean end) {
    if (durationTicks < 0 || durationTicks > 0xFFFF) {
      throw new IllegalArgumentException("an event that lasts " + durationTicks + " ticks");
    }
    if (!timeline.placeEvent(nowNanos, packet, durationTicks)) {
      return Insertion.REFUSED;
    }
    long sequence = timeline.sequence();
    if (ring.knows(sequence)) {
      return Insertion.DUPLICATE;
    }
    if (sequence < nextSequence) {
      return Insertion.LATE;
    }
    if (ring.occupant(sequence) != null) {
      return Insertion.REFUSED;
    }
    PacketSlot slot = ring.claim(sequence);
    slot.fill(nowNanos, packet, sequence, timeline.timestamp(), durationTicks);
    slot.setEvent(end);
    delay.onEvent(nowNanos, slot.endTimestamp());
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
    if (packet.isEvent()) {
      event.onEvent(packet);
    } else {
      statistics.onDiscarded();
    }
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
    heldTicks = decodedTicks;
    stretch.onPull(ticks, decodedTicks, frameTicks);
    delay.onPull(nowNanos, ticks, playing);
  }

  /**
   * What to decode next.
   *
   * @param decodedTicks what is decoded and not played yet
   * @return good until the next call to this buffer
   */
  public PlayoutDecision next(int decodedTicks) {
    heldTicks = decodedTicks;
    PacketSlot head = passEvents();
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
    if (gap > 0) {
      return bridge(head, gap);
    }
    return head.isEvent() ? next(decodedTicks) : play(head);
  }

  /** Takes out the events whose turn it is, and gives what comes behind them. */
  private @Nullable PacketSlot passEvents() {
    PacketSlot head = ring.first();
    while (head != null && head.isEvent() && isTurnOfEvent(head)) {
      ring.remove(head);
      if (playing) {
        nextSequence = head.sequence() + 1;
        event.onEvent(head);
      }
      head = ring.first();
    }
    return head;
  }

  private boolean isTurnOfEvent(PacketSlot head) {
    return !playing || head.timestamp() <= position + concealment.creditTicks();
  }

  private boolean begin(PacketSlot head) {
    if (delay.at(head.timestamp()) < targetTicks()) {
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
    boolean ofEvent = event.covers(position + concealment.creditTicks(), frameTicks);
    if (concealment.onCredit(ticks) > restartTicks + event.ticksAfter(position)) {
      playing = false;
      concealment.settle();
      concealment.end();
      statistics.onRestart();
      return decision.await();
    }
    if (ofEvent) {
      broken = true;
      return concealment.ofEvent(ticks);
    }
    return conceal(ticks, null);
  }

  private void settleCredit(PacketSlot head) {
    long credit = concealment.creditTicks();
    if (credit == 0) {
      return;
    }
    long gap = head.timestamp() - position;
    broken |= gap != credit;
    position += Math.max(0, Math.min(gap, credit));
    concealment.settle();
  }

  private @Nullable PacketSlot catchUp(PacketSlot head) {
    long excess = delayTicks() - targetTicks();
    if (excess + targetTicks() > maxDelayTicks + (long) toleranceTicks) {
      return jump(position + excess, head);
    }
    long gap = head.timestamp() - position;
    boolean silent = head.sequence() == nextSequence || event.ticksAfter(position) > 0;
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
    long ofEvent = lost ? event.ticksAfter(position) : gap;
    if (ofEvent > 0 && event.covers(position, frameTicks)) {
      return soundEvent((int) Math.min(Math.min(ofEvent, gap), frameTicks));
    }
    // An odd piece goes first: what precedes the packet should be one whole frame.
    long odd = gap % frameTicks;
    int ticks = (int) (odd == 0 ? frameTicks : odd);
    boolean repaired = lost && gap == ticks && head.isRedundant();
    if (repaired) {
      position += ticks;
    } else {
      moveOnOrWait(ticks);
    }
    if (!lost) {
      broken = true;
      return concealment.ofNothingSent(ticks);
    }
    return conceal(ticks, repaired ? head : null);
  }

  private PlayoutDecision soundEvent(int ticks) {
    moveOnOrWait(ticks);
    broken = true;
    return concealment.ofEvent(ticks);
  }

  /** What is played in a gap uses it up, unless the delay is to grow. */
  private void moveOnOrWait(int ticks) {
    if (delayTicks() + ticks <= targetTicks()) {
      statistics.onInserted(ticks);
      broken = true;
    } else {
      position += ticks;
    }
  }

  private PlayoutDecision conceal(int ticks, @Nullable PacketSlot following) {
    PlayoutDecision made = concealment.of(ticks, following);
    broken |= made.kind() == PlayoutDecision.Kind.SILENCE;
    return made;
  }

  private PlayoutDecision play(PacketSlot head) {
    if (head.isCopy()) {
      statistics.onRecovered();
    }
    ring.remove(head);
    position = head.endTimestamp();
    nextSequence = head.sequence() + 1;
    concealment.end();
    event.onAudio();
    statistics.onPlayed(
        head.durationTicks(),
        delay.waitedTicks(head.arrivalNanos(), heldTicks),
        targetTicks(),
        delay.leastTargetTicks());
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
    int wanted = playing && concealment.creditTicks() == 0 ? wantedStretch() : 0;
    stretchAsked = wanted != 0;
    return wanted;
  }

  private int wantedStretch() {
    if (delayTicks() < maxDelayTicks && delay.isNextOverdue(frameTicks)) {
      return stretch.wantedInStall(ahead());
    }
    return stretch.wanted(delayTicks() - targetTicks());
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
    passEvents();
    PacketSlot next = ring.at(nextSequence);
    return playing && next != null && next.timestamp() <= position;
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
    delay.setHint(ticks);
  }

  /** The delay aimed at, in ticks. */
  public int targetTicks() {
    return delay.targetTicks();
  }

  /**
   * How far what is played next trails the fastest packets, in ticks, at the time of the last pull;
   * 0 when nothing is played.
   */
  public long delayTicks() {
    return playing ? delay.at(position - heldTicks) : 0;
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
