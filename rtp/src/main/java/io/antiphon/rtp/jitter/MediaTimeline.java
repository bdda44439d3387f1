package io.antiphon.rtp.jitter;

import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.RtpTimestamp;
import io.antiphon.rtp.SequenceNumber;

/**
 * Lays the packets of a source on one line: 64-bit sequence numbers and timestamps without wraps,
 * that go on through whatever the source does to its own. Timestamp 0 is that of the first packet.
 *
 * <p>A source may restart, jump, change its SSRC, or send nonsense. Then the line goes on where it
 * was, plus the time that has really passed; so the silence that a wrong timestamp could ask for is
 * bounded by the wall clock. Believed is a timestamp that follows the packet before without a gap,
 * or is not ahead of the clock by more than {@link #SLACK_SECONDS}. A row of sequence numbers that
 * jumps with its timestamps is believed when two packets in a row have made it (RFC 3550 appendix
 * A.1).
 */
final class MediaTimeline {
  static final int SLACK_SECONDS = 2;

  private static final int MAX_DROPOUT = 3000;

  /** Packets this much apart are near each other, whatever order they come in. */
  private static final int MAX_MISORDER = 100;

  /** How much faster than ours the source's clock may run. */
  private static final double MAX_DRIFT = 1e-3;

  /**
   * A packet that is older by its number and by its timestamp, by no more than this, is a late one,
   * held up in a stall, and no restart.
   */
  private static final int MAX_AGE_SECONDS = 12;

  /** For so long after a restart what was sent before it may still arrive. */
  private static final long STRAGGLING_NANOS = 1_000_000_000;

  private final int clockRateHz;
  private boolean started;
  private int ssrc;
  private int newestSequenceNumber;
  private int newestRtpTimestamp;
  private long newestSequence;
  private long newestTimestamp;
  private int newestDuration;
  private long newestArrivalNanos;
  private long firstArrivalNanos;
  private double leadTicks;
  private double furthestAheadTicks;

  private int expectedToJump = -1;
  private boolean restarted;
  private int formerSsrc;
  private int formerSequenceNumber;
  private long restartNanos;

  private long sequence;
  private long timestamp;

  MediaTimeline(int clockRateHz) {
    this.clockRateHz = clockRateHz;
  }

  /**
   * Places a packet; {@link #sequence} and {@link #timestamp} then tell where.
   *
   * @return false if it has no place: a straggler from before a restart, or a jump not yet believed
   */
  boolean place(long nowNanos, RtpPacket packet, int durationTicks) {
    if (!started) {
      started = true;
      firstArrivalNanos = nowNanos;
      return settle(nowNanos, packet, durationTicks, 0, 0);
    }
    if (isStraggler(nowNanos, packet)) {
      return false;
    }
    if (packet.ssrc() != ssrc) {
      return restart(nowNanos, packet, durationTicks);
    }
    int ahead = SequenceNumber.difference(packet.sequenceNumber(), newestSequenceNumber);
    int ticks = RtpTimestamp.difference(packet.timestamp(), newestRtpTimestamp);
    if (ahead <= 0 && ahead > -MAX_DROPOUT && isOlder(ticks)) {
      sequence = newestSequence + ahead;
      timestamp = newestTimestamp + ticks;
      return true;
    }
    if (ahead <= 0 && ahead >= -MAX_MISORDER) {
      return false; // older by its number, not by its timestamp
    }
    if (ahead > 0 && isBelievable(nowNanos, ticks)) {
      return settle(
          nowNanos, packet, durationTicks, newestSequence + ahead, newestTimestamp + ticks);
    }
    if (ahead > 0 && ahead < MAX_DROPOUT) {
      long next = afterGap(nowNanos, ahead == 1);
      return settle(nowNanos, packet, durationTicks, newestSequence + ahead, next);
    }
    return jump(nowNanos, packet, durationTicks);
  }

  /**
   * Places a packet that is older than the newest, without learning from it.
   *
   * @return false if it is not, or has no place
   */
  boolean placeOlder(RtpPacket packet) {
    if (!started || packet.ssrc() != ssrc) {
      return false;
    }
    int ahead = SequenceNumber.difference(packet.sequenceNumber(), newestSequenceNumber);
    int ticks = RtpTimestamp.difference(packet.timestamp(), newestRtpTimestamp);
    if (ahead >= 0 || ahead < -MAX_MISORDER || ticks == 0 || !isOlder(ticks)) {
      return false;
    }
    sequence = newestSequence + ahead;
    timestamp = newestTimestamp + ticks;
    return true;
  }

  /**
   * Places a packet of a telephone event, which stands where the event began, without learning from
   * it.
   *
   * @return false if it has no place, or lasts longer than the clock allows
   */
  boolean placeEvent(long nowNanos, RtpPacket packet, int durationTicks) {
    if (!started || packet.ssrc() != ssrc) {
      return false;
    }
    int ahead = SequenceNumber.difference(packet.sequenceNumber(), newestSequenceNumber);
    int ticks = RtpTimestamp.difference(packet.timestamp(), newestRtpTimestamp);
    if (ahead < -MAX_MISORDER || ahead >= MAX_DROPOUT || (ticks < 0 && !isOlder(ticks))) {
      return false;
    }
    sequence = newestSequence + ahead;
    timestamp = newestTimestamp + ticks;
    return timestamp + durationTicks <= latest(nowNanos);
  }

  private boolean isOlder(int ticks) {
    return ticks <= 0 && ticks >= -MAX_AGE_SECONDS * (long) clockRateHz;
  }

  private boolean isBelievable(long nowNanos, int ticks) {
    if (ticks < 0) {
      return false;
    }
    return ticks <= newestDuration || newestTimestamp + ticks <= latest(nowNanos);
  }

  /** The latest timestamp that the clock allows now. */
  private long latest(long nowNanos) {
    double elapsed = ticks(nowNanos - firstArrivalNanos);
    return (long) (elapsed * (1 + MAX_DRIFT) + leadTicks) + SLACK_SECONDS * (long) clockRateHz;
  }

  private double ticks(long nanos) {
    return nanos * 1e-9 * clockRateHz;
  }

  /** Where a packet goes whose timestamp is not believed: right behind, or as late as it came. */
  private long afterGap(long nowNanos, boolean nothingMissing) {
    long end = newestTimestamp + newestDuration;
    long silence = (long) ticks(nowNanos - newestArrivalNanos) - newestDuration;
    if (silence <= 0 || (nothingMissing && silence < clockRateHz / 2)) {
      return end; // the network's unevenness, not the source's silence
    }
    return Math.max(end, Math.min(end + silence, latest(nowNanos)));
  }

  private boolean jump(long nowNanos, RtpPacket packet, int durationTicks) {
    if (packet.sequenceNumber() != expectedToJump) {
      expectedToJump = (packet.sequenceNumber() + 1) & 0xFFFF;
      return false;
    }
    return restart(nowNanos, packet, durationTicks);
  }

  private boolean restart(long nowNanos, RtpPacket packet, int durationTicks) {
    restarted = true;
    formerSsrc = ssrc;
    formerSequenceNumber = newestSequenceNumber;
    restartNanos = nowNanos;
    long next = afterGap(nowNanos, true);
    return settle(nowNanos, packet, durationTicks, newestSequence + 1, next);
  }

  private boolean isStraggler(long nowNanos, RtpPacket packet) {
    if (!restarted || nowNanos - restartNanos > STRAGGLING_NANOS) {
      return false;
    }
    int age = SequenceNumber.difference(formerSequenceNumber, packet.sequenceNumber());
    return packet.ssrc() == formerSsrc
        && (formerSsrc != ssrc || (age >= 0 && age <= MAX_MISORDER && !isNear(packet)));
  }

  private boolean isNear(RtpPacket packet) {
    int ahead = SequenceNumber.difference(packet.sequenceNumber(), newestSequenceNumber);
    return Math.abs(ahead) <= MAX_MISORDER;
  }

  private boolean settle(
      long nowNanos, RtpPacket packet, int durationTicks, long newSequence, long newTimestamp) {
    boolean followed = newTimestamp <= newestTimestamp + newestDuration;
    ssrc = packet.ssrc();
    newestSequenceNumber = packet.sequenceNumber();
    newestRtpTimestamp = packet.timestamp();
    newestSequence = newSequence;
    newestTimestamp = newTimestamp;
    newestDuration = durationTicks;
    newestArrivalNanos = nowNanos;
    expectedToJump = -1;
    sequence = newSequence;
    timestamp = newTimestamp;
    double aheadTicks = newTimestamp - ticks(nowNanos - firstArrivalNanos);
    if (aheadTicks > furthestAheadTicks) {
      // Packets without a gap show how late the first one was, and so what the clock allows. A gap
      // shows nothing: it may only use up the slack, or many small jumps would make a large one.
      leadTicks += followed ? aheadTicks - furthestAheadTicks : 0;
      furthestAheadTicks = aheadTicks;
    }
    return true;
  }

  /** Of the packet just placed. */
  long sequence() {
    return sequence;
  }

  /** Of the packet just placed, in ticks since the first packet. */
  long timestamp() {
    return timestamp;
  }
}
