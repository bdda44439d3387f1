package io.antiphon.rtp.event;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;

/**
 * Tells each telephone event once, however many packets of it come, in whatever order (RFC 4733
 * §2.5.2): an event is known by the RTP time it began at. One thread; nothing is allocated per
 * packet.
 *
 * <p>It is told with the first packet that comes of it. Of packets that hold several events (§
 * 2.5.1.4) the first is read.
 */
public final class EventReceiver {
  /** No new event. */
  public static final int NONE = -1;

  private static final int REMEMBERED = 16;

  private final int[] beginnings = new int[REMEMBERED];
  private int known;
  private int next;
  private boolean started;
  private int event;
  private int newest;
  private int lastDuration;
  private boolean ended;
  private int readDuration;
  private boolean readEnd;

  /** Makes one that has heard nothing. */
  public EventReceiver() {}

  /**
   * Takes a packet.
   *
   * @return the event, 0 to 255, if it is new; else {@link #NONE}
   * @throws RtpFormatException if the payload is shorter than an event
   */
  public int receive(RtpPacket packet) throws RtpFormatException {
    if (packet.payloadLength() < EventSender.PAYLOAD_LENGTH) {
      throw new RtpFormatException(
          "telephone event of " + packet.payloadLength() + " bytes, not 4");
    }
    byte[] bytes = packet.buffer();
    int at = packet.payloadOffset();
    int code = bytes[at] & 0xFF;
    boolean end = bytes[at + 1] < 0;
    int duration = (bytes[at + 2] & 0xFF) << 8 | (bytes[at + 3] & 0xFF);
    readDuration = duration;
    readEnd = end;
    int timestamp = packet.timestamp();
    if (isKnown(timestamp)) {
      if (timestamp == newest) {
        ended |= end;
        lastDuration = Math.max(lastDuration, duration);
      }
      return NONE;
    }
    boolean goesOn = continues(code, timestamp);
    remember(timestamp);
    if (!started || timestamp - newest > 0) {
      started = true;
      newest = timestamp;
      event = code;
      ended = end;
      lastDuration = duration;
    }
    return goesOn ? NONE : code;
  }

  /** What the packet that was taken last said the event had lasted, in ticks: 0 to 65,535. */
  public int duration() {
    return readDuration;
  }

  /** Whether the packet that was taken last said that the event is over. */
  public boolean isEnd() {
    return readEnd;
  }

  private boolean isKnown(int timestamp) {
    for (int i = 0; i < known; i++) {
      if (beginnings[i] == timestamp) {
        return true;
      }
    }
    return false;
  }

  private void remember(int timestamp) {
    beginnings[next] = timestamp;
    next = (next + 1) % REMEMBERED;
    known = Math.min(REMEMBERED, known + 1);
  }

  /** Whether it is a further segment of the event heard last, segments between them lost maybe. */
  private boolean continues(int code, int timestamp) {
    int after = timestamp - newest;
    return started
        && !ended
        && code == event
        && after > 0
        && (after == lastDuration || after % EventSender.MAX_SEGMENT_TICKS == 0);
  }
}
