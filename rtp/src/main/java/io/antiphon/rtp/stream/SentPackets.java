package io.antiphon.rtp.stream;

/** What a stream has sent so far: how much, and when the newest packet of it. */
final class SentPackets {
  private long packets;
  private long payloadBytes;
  private long headerBytes;
  private long newestNanos;
  private int newestTimestamp;

  /** One more was written. */
  void count(int headerLength, int payloadLength) {
    packets++;
    payloadBytes += payloadLength;
    headerBytes += headerLength;
  }

  /** The one that is being written is later in the stream than all before it. */
  void setNewest(long nowNanos, int timestamp) {
    newestNanos = nowNanos;
    newestTimestamp = timestamp;
  }

  long packets() {
    return packets;
  }

  long payloadBytes() {
    return payloadBytes;
  }

  long headerBytes() {
    return headerBytes;
  }

  /** When the newest was written; 0 before the first. */
  long newestNanos() {
    return newestNanos;
  }

  /** Of the newest, an unsigned number in an {@code int}. */
  int newestTimestamp() {
    return newestTimestamp;
  }

  /** What the timestamp of the newest has grown to by the clock. */
  int timestampAt(long nowNanos, int clockRateHz) {
    return newestTimestamp + (int) (long) Math.rint((nowNanos - newestNanos) * 1e-9 * clockRateHz);
  }
}
