package io.antiphon.rtp.jitter;

import org.jspecify.annotations.Nullable;

/**
 * Where the playing of a {@link JitterBuffer} is in the row of its packets, and what comes next
 * there.
 */
final class Playout {
  /** How far above the target a silence is cut short, and how far the maximum bends. */
  private static final int TOLERANCE_MILLIS = 20;

  private final PacketRing ring;
  private final NetworkDelay delay;
  private final JitterStatistics statistics;
  private final PlayoutDecision decision = new PlayoutDecision();
  private final Concealment concealment;
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
  private int frameTicks;

  Playout(JitterConfig config, PacketRing ring, NetworkDelay delay, JitterStatistics statistics) {
    this.ring = ring;
    this.delay = delay;
    this.statistics = statistics;
    clockRateHz = config.clockRateHz();
    concealment = new Concealment(config, statistics, decision);
    maxDelayTicks = config.ticks(config.maxDelay());
    restartTicks = config.ticks(config.restartAfter());
    toleranceTicks = clockRateHz / 1000 * TOLERANCE_MILLIS;
    frameTicks = clockRateHz / 50;
  }

  boolean isPlaying() {
    return playing;
  }

  /** Whether what is played now was not there, and may come yet. */
  boolean isOnCredit() {
    return concealment.creditTicks() > 0;
  }

  /** Whether it is too late for a packet of this number that is half over at this time. */
  boolean isPast(long sequence, long middle) {
    return sequence < nextSequence || (playing && middle <= position);
  }

  /** What the newest packet lasts. */
  int frameTicks() {
    return frameTicks;
  }

  void setFrameTicks(int ticks) {
    frameTicks = ticks;
  }

  /** So much is decoded and not played yet. */
  void setHeld(int decodedTicks) {
    heldTicks = decodedTicks;
  }

  /** What is held becomes more, or if negative less. */
  void onStretched(int ticks) {
    heldTicks += ticks;
  }

  /** Leaves out the oldest until the place of a packet is free. */
  void makeRoom(long sequence) {
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

  /** What to decode next; good until the next call. */
  PlayoutDecision next() {
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
    return head.isEvent() ? next() : play(head);
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
    if (following != null) {
      made.spliced(takeBroken());
    }
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
    return decision.play(head, 0).spliced(takeBroken());
  }

  private boolean takeBroken() {
    boolean splice = broken;
    broken = false;
    return splice;
  }

  /** Whether the next packet is here, and its turn has come. */
  boolean isNextHere() {
    passEvents();
    PacketSlot next = ring.at(nextSequence);
    return playing && next != null && next.timestamp() <= position;
  }

  /** What can be played before a packet is missing. */
  long ahead() {
    long end = position;
    long sequence = nextSequence;
    for (PacketSlot at = ring.at(sequence); at != null; at = ring.at(++sequence)) {
      end = at.endTimestamp();
    }
    return heldTicks + end - position;
  }

  /** How far what is played next trails the fastest packets; 0 when nothing is played. */
  long delayTicks() {
    return playing ? delay.at(position - heldTicks) : 0;
  }

  private int targetTicks() {
    return delay.targetTicks();
  }
}
