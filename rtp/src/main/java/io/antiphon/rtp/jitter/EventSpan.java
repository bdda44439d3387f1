package io.antiphon.rtp.jitter;

/**
 * How far the telephone event reaches that is played now (RFC 4733 §2.5.1): meanwhile the source
 * sends no audio, and none is missing.
 */
final class EventSpan {
  private long end = Long.MIN_VALUE;
  private boolean sounding;

  /** It is the turn of this packet of an event. */
  void onEvent(PacketSlot event) {
    end = Math.max(end, event.endTimestamp());
    sounding = !event.isEndOfEvent();
  }

  /** It is the turn of audio again. */
  void onAudio() {
    sounding = false;
  }

  /** How much of what has been told of it is still to come behind a position. */
  long ticksAfter(long position) {
    return end > position ? end - position : 0;
  }

  /**
   * Whether no audio is expected there: it sounds, or may do so as its end has not been told, or
   * the frame is not over in which it has ended.
   */
  boolean covers(long position, int frameTicks) {
    return sounding || ticksAfter(position - frameTicks) > 0;
  }
}
