package io.antiphon.rtp.jitter;

import io.antiphon.rtp.RtpPacket;

/** A kept packet. Its place is used again and again, so its array only ever grows. */
final class PacketSlot {
  private static final int USUAL_PAYLOAD = 160;

  private byte[] payload = new byte[USUAL_PAYLOAD];
  private int payloadLength;
  private int payloadType;
  private int sequenceNumber;
  private int rtpTimestamp;
  private int durationTicks;
  private long sequence = Long.MIN_VALUE;
  private long timestamp;
  private long arrivalNanos;
  private boolean filled;
  private boolean redundant;
  private boolean copy;
  private boolean event;
  private boolean endOfEvent;

  void fill(long nowNanos, RtpPacket packet, long newSequence, long newTimestamp, int duration) {
    payloadLength = packet.payloadLength();
    if (payload.length < payloadLength) {
      payload = new byte[Integer.highestOneBit(payloadLength) * 2];
    }
    System.arraycopy(packet.buffer(), packet.payloadOffset(), payload, 0, payloadLength);
    payloadType = packet.payloadType();
    sequenceNumber = packet.sequenceNumber();
    rtpTimestamp = packet.timestamp();
    durationTicks = duration;
    sequence = newSequence;
    timestamp = newTimestamp;
    arrivalNanos = nowNanos;
    filled = true;
    redundant = false;
    copy = false;
    event = false;
    endOfEvent = false;
  }

  /** Notes that it holds a copy of what precedes it. */
  void setRedundant(boolean value) {
    redundant = value;
  }

  /** Notes that it is a copy that came within another packet, and comes again when needed. */
  void setCopy() {
    copy = true;
  }

  /** Notes that it holds no audio but a telephone event, and perhaps the end of it. */
  void setEvent(boolean end) {
    event = true;
    endOfEvent = end;
  }

  boolean isEvent() {
    return event;
  }

  boolean isEndOfEvent() {
    return endOfEvent;
  }

  boolean isCopy() {
    return copy;
  }

  boolean isRedundant() {
    return redundant;
  }

  /** Frees the place; the bytes stay until it is filled again, and the number as a memory. */
  void empty() {
    filled = false;
  }

  boolean isFilled() {
    return filled;
  }

  byte[] payload() {
    return payload;
  }

  int payloadLength() {
    return payloadLength;
  }

  int payloadType() {
    return payloadType;
  }

  int sequenceNumber() {
    return sequenceNumber;
  }

  int rtpTimestamp() {
    return rtpTimestamp;
  }

  int durationTicks() {
    return durationTicks;
  }

  /** Sequence number on the {@link MediaTimeline}. */
  long sequence() {
    return sequence;
  }

  /** Timestamp on the {@link MediaTimeline}. */
  long timestamp() {
    return timestamp;
  }

  long endTimestamp() {
    return timestamp + durationTicks;
  }

  long arrivalNanos() {
    return arrivalNanos;
  }
}
