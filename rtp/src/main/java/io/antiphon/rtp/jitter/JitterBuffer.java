package io.antiphon.rtp.jitter;

import io.antiphon.rtp.RtpPacket;

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
  private final PacketRing ring;
  private final MediaTimeline timeline;
  private final NetworkDelay delay;
  private final StretchPolicy stretch;
  private final JitterStatistics statistics;
  private final Playout playout;
  private final int clockRateHz;
  private final int maxDelayTicks;
  private boolean stretchAsked;

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
    playout = new Playout(config, ring, delay, statistics);
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
    delay.onArrival(nowNanos, sequence, timestamp, durationTicks, first, bringsCopy);
    if (playout.isPast(sequence, timestamp + durationTicks / 2)) {
      statistics.onLate();
      return Insertion.LATE;
    }
    playout.makeRoom(sequence);
    PacketSlot slot = ring.claim(sequence);
    slot.fill(nowNanos, packet, sequence, timestamp, durationTicks);
    slot.setRedundant(redundant);
    playout.setFrameTicks(durationTicks);
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
    Insertion insertion =
        ring.admit(sequence, playout.isPast(sequence, timestamp + durationTicks / 2));
    if (insertion != Insertion.KEPT) {
      return insertion;
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
    Insertion insertion = ring.admit(sequence, playout.isPast(sequence, Long.MAX_VALUE));
    if (insertion != Insertion.KEPT) {
      return insertion;
    }
    PacketSlot slot = ring.claim(sequence);
    slot.fill(nowNanos, packet, sequence, timeline.timestamp(), durationTicks);
    slot.setEvent(end);
    delay.onEvent(nowNanos, slot.endTimestamp());
    return Insertion.KEPT;
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
    playout.setHeld(decodedTicks);
    stretch.onPull(ticks, decodedTicks, playout.frameTicks());
    delay.onPull(nowNanos, ticks, playout.isPlaying());
  }

  /**
   * What to decode next.
   *
   * @param decodedTicks what is decoded and not played yet
   * @return good until the next call to this buffer
   */
  public PlayoutDecision next(int decodedTicks) {
    playout.setHeld(decodedTicks);
    return playout.next();
  }

  /**
   * Whether to play faster or slower now.
   *
   * @param decodedTicks what is decoded and not played yet
   * @return how much to leave out at most, if negative how much to put in; 0 to go on as it is
   */
  public int stretchTicks(int decodedTicks) {
    playout.setHeld(decodedTicks);
    int wanted = playout.isPlaying() && !playout.isOnCredit() ? wantedStretch() : 0;
    stretchAsked = wanted != 0;
    return wanted;
  }

  private int wantedStretch() {
    if (delayTicks() < maxDelayTicks && delay.isNextOverdue(playout.frameTicks())) {
      return stretch.wantedInStall(playout.ahead());
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
    playout.onStretched(ticks);
    statistics.onInserted(Math.max(0, ticks));
    statistics.onRemoved(Math.max(0, -ticks));
    if (ticks != 0) {
      stretch.onChanged();
    } else if (stretchAsked) {
      stretch.onRefused();
    }
  }

  /**
   * What was last has been drawn out by so much, for what comes next to fall into step with it: to
   * be left out again at once if the delay is too long for it.
   *
   * @param ticks 0 or more
   */
  public void onDrawnOut(int ticks) {
    playout.onStretched(ticks);
    statistics.onInserted(ticks);
  }

  /** Whether the next packet is here, so that {@link #next} will say to play it. */
  public boolean isNextHere() {
    return playout.isNextHere();
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
    return playout.delayTicks();
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
