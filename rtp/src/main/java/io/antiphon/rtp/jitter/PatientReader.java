package io.antiphon.rtp.jitter;

import io.antiphon.rtp.RtpPacket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source for a file rather than for the ear: in the order of RTP time, complete, and with
 * all the patience that a file allows. Sans-IO; one thread; nothing is allocated per packet.
 *
 * <p>A missing packet is waited for until the patience is over, counted from when a newer one came.
 * Jitter, stalls, reordering and duplicates so leave no trace. What is emitted from the first
 * packet to the last is exactly last timestamp + duration − first timestamp, whatever was lost
 * between. A source that restarts, jumps or changes its SSRC goes on where it was, plus the time
 * that passed; no timestamp can ask for more silence than that.
 *
 * <p>After each {@link #insert}, and now and then if nothing comes, {@link #poll} until it has
 * nothing more to give.
 */
public final class PatientReader {
  /** How long to wait for a missing packet, unless said otherwise. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(1);

  private static final int CAPACITY_PACKETS = 1024;
  private static final int MAX_CONCEALMENT_MILLIS = 120;

  /**
   * The first packet waits for those it has overtaken, which else would be missing from the file.
   */
  private static final long FIRST_PATIENCE_NANOS = 200_000_000;

  private final PacketRing ring = new PacketRing(CAPACITY_PACKETS);
  private final MediaTimeline timeline;
  private final PlayoutDecision decision = new PlayoutDecision();
  private final int clockRateHz;
  private final long patienceNanos;
  private final int maxConcealmentTicks;

  private boolean begun;
  private boolean finishing;
  private boolean hurried;
  private long position;
  private long newestEnd;
  private long firstTimestamp;
  private long nextSequence = Long.MIN_VALUE;
  private int frameTicks;
  private boolean afterLoss;
  private long awaitedSequence = Long.MIN_VALUE;
  private long awaitedSinceNanos;
  private long concealedInARow;

  private long packetsRead;
  private long packetsRecovered;
  private long packetsLate;
  private long packetsDuplicated;
  private long packetsRefused;
  private long ticksLost;
  private long ticksSilent;

  /**
   * Makes a reader with {@link #DEFAULT_PATIENCE}.
   *
   * @param clockRateHz ticks per second of the RTP clock
   * @throws IllegalArgumentException if it is not positive
   */
  public PatientReader(int clockRateHz) {
    this(clockRateHz, DEFAULT_PATIENCE);
  }

  /**
   * Makes a reader.
   *
   * @param clockRateHz ticks per second of the RTP clock
   * @param patience how long to wait for a missing packet
   * @throws IllegalArgumentException if the rate is not positive, or the patience negative
   */
  public PatientReader(int clockRateHz, Duration patience) {
    if (clockRateHz <= 0 || patience.isNegative()) {
      throw new IllegalArgumentException(clockRateHz + " Hz with a patience of " + patience);
    }
    this.clockRateHz = clockRateHz;
    this.patienceNanos = patience.toNanos();
    this.timeline = new MediaTimeline(clockRateHz);
    this.maxConcealmentTicks = clockRateHz / 1000 * MAX_CONCEALMENT_MILLIS;
    this.frameTicks = clockRateHz / 50;
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
    if (durationTicks <= 0 || durationTicks > clockRateHz) {
      throw new IllegalArgumentException("a packet that lasts " + durationTicks + " ticks");
    }
    if (finishing || !timeline.place(nowNanos, packet, durationTicks)) {
      packetsRefused++;
      return Insertion.REFUSED;
    }
    long sequence = timeline.sequence();
    if (ring.knows(sequence)) {
      packetsDuplicated++;
      return Insertion.DUPLICATE;
    }
    if (sequence < nextSequence) {
      packetsLate++;
      return Insertion.LATE;
    }
    if (ring.occupant(sequence) != null) {
      hurried = true; // polling now empties the ring, waiting for nobody
      packetsRefused++;
      return Insertion.REFUSED;
    }
    long end = timeline.timestamp() + durationTicks;
    newestEnd = begun || ring.size() > 0 ? Math.max(newestEnd, end) : end;
    ring.claim(sequence).fill(nowNanos, packet, sequence, timeline.timestamp(), durationTicks);
    return Insertion.KEPT;
  }

  /**
   * Puts a copy of an older packet in, that a newer one has brought (RFC 2198): read only if the
   * packet itself is missing.
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
    if (finishing || !timeline.placeOlder(copy)) {
      return Insertion.REFUSED;
    }
    long sequence = timeline.sequence();
    Insertion insertion = ring.admit(sequence, sequence < nextSequence);
    if (insertion != Insertion.KEPT) {
      return insertion;
    }
    PacketSlot slot = ring.claim(sequence);
    slot.fill(nowNanos, copy, sequence, timeline.timestamp(), durationTicks);
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
    if (finishing || !timeline.placeEvent(nowNanos, packet, durationTicks)) {
      return Insertion.REFUSED;
    }
    long sequence = timeline.sequence();
    Insertion insertion = ring.admit(sequence, sequence < nextSequence);
    if (insertion != Insertion.KEPT) {
      return insertion;
    }
    PacketSlot slot = ring.claim(sequence);
    slot.fill(nowNanos, packet, sequence, timeline.timestamp(), durationTicks);
    slot.setEvent(end);
    newestEnd = Math.max(newestEnd, slot.endTimestamp());
    return Insertion.KEPT;
  }

  /** No more packets come: what is still missing is lost, and {@link #poll} gives all the rest. */
  public void finish() {
    finishing = true;
  }

  /**
   * What comes next in the file: {@code PLAY}, {@code CONCEAL} or {@code SILENCE}. A long gap comes
   * in pieces: frames to conceal at first, then silence of at most a second each, and again one
   * frame to conceal right before the packet that ends it, as that may hold a copy of it.
   *
   * @param nowNanos the time, by which patience ends
   * @return good until the next call to this reader; null when there is nothing to write yet
   */
  public @Nullable PlayoutDecision poll(long nowNanos) {
    while (true) {
      PacketSlot head = ring.first();
      if (head == null) {
        hurried = false;
        return null;
      }
      if (!isTurnOf(nowNanos, head)) {
        return null;
      }
      long gap = head.timestamp() - position;
      if (gap > 0) {
        return bridge(head, gap);
      }
      PlayoutDecision read = head.isEvent() ? readEvent(head) : read(head, -gap);
      if (read != null) {
        return read;
      }
    }
  }

  private boolean isTurnOf(long nowNanos, PacketSlot head) {
    if (!begun) {
      return begin(nowNanos, head);
    }
    if (head.sequence() == nextSequence) {
      return true;
    }
    if (awaitedSequence != nextSequence) {
      awaitedSequence = nextSequence;
      awaitedSinceNanos = head.arrivalNanos();
    }
    if (!isOver(nowNanos - awaitedSinceNanos, patienceNanos)) {
      return false;
    }
    nextSequence = head.sequence();
    afterLoss = true;
    return true;
  }

  private boolean begin(long nowNanos, PacketSlot head) {
    if (!isOver(nowNanos - head.arrivalNanos(), Math.min(patienceNanos, FIRST_PATIENCE_NANOS))) {
      return false;
    }
    begun = true;
    position = head.timestamp();
    firstTimestamp = position;
    nextSequence = head.sequence();
    return true;
  }

  private boolean isOver(long waitedNanos, long patience) {
    return finishing || hurried || waitedNanos >= patience;
  }

  private PlayoutDecision bridge(PacketSlot head, long gap) {
    if (!afterLoss) {
      return silence((int) Math.min(gap, clockRateHz));
    }
    if (gap <= frameTicks) {
      return conceal((int) gap, head);
    }
    if (concealedInARow < maxConcealmentTicks) {
      // An odd piece goes first: what precedes the packet should be one whole frame.
      int odd = (int) (gap % frameTicks);
      return conceal(odd == 0 ? frameTicks : odd, null);
    }
    return silence((int) Math.min(gap - frameTicks, clockRateHz));
  }

  private PlayoutDecision silence(int ticks) {
    position += ticks;
    ticksSilent += ticks;
    return decision.silence(ticks);
  }

  private PlayoutDecision conceal(int ticks, @Nullable PacketSlot following) {
    position += ticks;
    ticksLost += ticks;
    concealedInARow += ticks;
    return following == null ? decision.conceal(ticks) : decision.concealBefore(ticks, following);
  }

  /**
   * What the event lasts longer than the packets before it told is silence, and none is missing.
   */
  private @Nullable PlayoutDecision readEvent(PacketSlot head) {
    long longer = head.endTimestamp() - position;
    if (longer > clockRateHz) {
      return silence(clockRateHz);
    }
    ring.remove(head);
    nextSequence = head.sequence() + 1;
    afterLoss = false;
    concealedInARow = 0;
    return longer > 0 ? silence((int) longer) : null;
  }

  private @Nullable PlayoutDecision read(PacketSlot head, long overlapTicks) {
    ring.remove(head);
    nextSequence = head.sequence() + 1;
    afterLoss = false;
    concealedInARow = 0;
    if (overlapTicks >= head.durationTicks()) {
      packetsLate++; // wholly within what is written
      return null;
    }
    frameTicks = head.durationTicks();
    position = head.endTimestamp();
    packetsRead++;
    packetsRecovered += head.isCopy() ? 1 : 0;
    return decision.play(head, (int) overlapTicks);
  }

  /** Ticks emitted so far, of packets, concealment and silence together. */
  public long ticksEmitted() {
    return begun ? position - firstTimestamp : 0;
  }

  /** Ticks from the last emitted to the end of the newest packet: what is still to come of it. */
  public long ticksAhead() {
    if (begun) {
      return Math.max(0, newestEnd - position);
    }
    PacketSlot head = ring.first();
    return head == null ? 0 : newestEnd - head.timestamp();
  }

  /** Those of them that were concealed. */
  public long ticksLost() {
    return ticksLost;
  }

  /** Those of them that were silence. */
  public long ticksSilent() {
    return ticksSilent;
  }

  /** Packets emitted. */
  public long packetsRead() {
    return packetsRead;
  }

  /** Those of them that were lost and read from a copy. */
  public long packetsRecovered() {
    return packetsRecovered;
  }

  /** Packets that came when they had been given up, or that others wholly overlap. */
  public long packetsLate() {
    return packetsLate;
  }

  /** Copies of packets. */
  public long packetsDuplicated() {
    return packetsDuplicated;
  }

  /** Packets that fitted nowhere. */
  public long packetsRefused() {
    return packetsRefused;
  }
}
