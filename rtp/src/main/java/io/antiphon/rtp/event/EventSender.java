package io.antiphon.rtp.event;

/**
 * Sends one telephone event at a time (RFC 4733 §2.5.1): packets that all stand at the event's
 * beginning, each telling how long it has lasted so far; the first is marked, the end is said three
 * times. What lasts longer than 16 bits of ticks goes on in a next segment (§2.5.1.3). One thread.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     event     |E|R| volume    |          duration             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class EventSender {
  /** Bytes of a payload. */
  public static final int PAYLOAD_LENGTH = 4;

  /** The longest segment, in ticks. */
  public static final int MAX_SEGMENT_TICKS = 0xFFFF;

  private static final int END_PACKETS = 3;

  private int event;
  private int volume;
  private long totalTicks;
  private long elapsedTicks;
  private long segmentTicks;
  private int timestamp;
  private int duration;
  private boolean first;
  private boolean ending;
  private int packetsLeft;

  /** Makes one with nothing to send. */
  public EventSender() {}

  /**
   * Begins an event; what is left of the one before is not sent.
   *
   * @param newEvent 0 to 255
   * @param powerBelowDbm0 its volume, 0 to 63, in −dBm0
   * @param ticks how long it lasts, 1 or more
   * @param beginning its RTP time
   * @throws IllegalArgumentException if a number is out of range
   */
  public void start(int newEvent, int powerBelowDbm0, long ticks, int beginning) {
    if (newEvent < 0 || newEvent > 255 || powerBelowDbm0 < 0 || powerBelowDbm0 > 63 || ticks < 1) {
      throw new IllegalArgumentException(
          "event " + newEvent + " at -" + powerBelowDbm0 + " dBm0 of " + ticks + " ticks");
    }
    event = newEvent;
    volume = powerBelowDbm0;
    totalTicks = ticks;
    elapsedTicks = 0;
    segmentTicks = 0;
    timestamp = beginning;
    first = true;
    ending = false;
    packetsLeft = END_PACKETS;
  }

  /** Whether the event still sounds: nothing else is to be heard. */
  public boolean sounds() {
    return packetsLeft > 0 && !ending;
  }

  /**
   * Lets time pass, a packet's worth.
   *
   * @param ticks since the beginning or the last call; fewer than a segment has
   * @return whether there is a packet to {@link #write}
   */
  public boolean advance(int ticks) {
    if (packetsLeft == 0) {
      return false;
    }
    if (ending) {
      packetsLeft--;
      return packetsLeft > 0;
    }
    if (duration == MAX_SEGMENT_TICKS && !first) {
      timestamp += MAX_SEGMENT_TICKS;
      segmentTicks += MAX_SEGMENT_TICKS;
    }
    first = elapsedTicks == 0;
    elapsedTicks = Math.min(totalTicks, elapsedTicks + ticks);
    long inSegment = elapsedTicks - segmentTicks;
    duration = (int) Math.min(inSegment, MAX_SEGMENT_TICKS);
    ending = inSegment == duration && elapsedTicks == totalTicks;
    return true;
  }

  /** Writes the payload, {@link #PAYLOAD_LENGTH} bytes, from that index on. */
  public void write(byte[] into, int at) {
    into[at] = (byte) event;
    into[at + 1] = (byte) (ending ? 0x80 | volume : volume);
    into[at + 2] = (byte) (duration >> 8);
    into[at + 3] = (byte) duration;
  }

  /** Of the packet to write: when its segment began. */
  public int timestamp() {
    return timestamp;
  }

  /** Whether the packet to write is the event's first. */
  public boolean marker() {
    return first;
  }
}
