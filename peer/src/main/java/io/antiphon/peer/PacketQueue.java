package io.antiphon.peer;

import org.jspecify.annotations.Nullable;

/**
 * Packets and gaps, one behind the other in a ring of bytes, of which one thread puts in and one
 * takes out. Nothing is allocated per packet.
 *
 * <pre>
 * +------+-----------+------------+-----------+
 * | kind | ticks (4) | length (2) | payload … |
 * +------+-----------+------------+-----------+
 * </pre>
 */
final class PacketQueue {
  static final byte PACKET = 0;
  static final byte LOST = 1;
  static final byte SILENCE = 2;

  private static final int HEADER_BYTES = 7;
  private static final byte[] NOTHING = {};

  /** One entry as it is taken out; the same object again and again. */
  static final class Entry {
    byte kind;
    int ticks;
    int payloadLength;
    byte[] payload = NOTHING;
  }

  private final byte[] ring;
  private volatile long put;
  private volatile long taken;

  PacketQueue(int capacityBytes) {
    ring = new byte[capacityBytes];
  }

  int capacity() {
    return ring.length;
  }

  int bytesWaiting() {
    return (int) (put - taken);
  }

  boolean isEmpty() {
    return put == taken;
  }

  /** Puts an entry in; false if there is no room, and then nothing has changed. */
  boolean offer(byte kind, int ticks, byte @Nullable [] payload, int payloadLength) {
    long at = put;
    if (at - taken + HEADER_BYTES + payloadLength > ring.length) {
      return false;
    }
    set(at, kind);
    for (int i = 0; i < 4; i++) {
      set(at + 1 + i, (byte) (ticks >> (24 - 8 * i)));
    }
    set(at + 5, (byte) (payloadLength >> 8));
    set(at + 6, (byte) payloadLength);
    if (payload != null) {
      int start = index(at + HEADER_BYTES);
      int untilWrap = Math.min(payloadLength, ring.length - start);
      System.arraycopy(payload, 0, ring, start, untilWrap);
      System.arraycopy(payload, untilWrap, ring, 0, payloadLength - untilWrap);
    }
    put = at + HEADER_BYTES + payloadLength;
    return true;
  }

  /** Takes the oldest entry out; false if there is none. */
  boolean poll(Entry into) {
    long at = taken;
    if (at == put) {
      return false;
    }
    taken = read(at, into);
    return true;
  }

  /** Copies all entries into another queue, and leaves them here. */
  void copyTo(PacketQueue other) {
    Entry entry = new Entry();
    for (long at = taken; at != put; ) {
      at = read(at, entry);
      other.offer(entry.kind, entry.ticks, entry.payload, entry.payloadLength);
    }
  }

  private long read(long at, Entry into) {
    into.kind = get(at);
    int ticks = 0;
    for (int i = 0; i < 4; i++) {
      ticks = ticks << 8 | (get(at + 1 + i) & 0xff);
    }
    into.ticks = ticks;
    int length = (get(at + 5) & 0xff) << 8 | (get(at + 6) & 0xff);
    if (into.payload.length < length) {
      into.payload = new byte[Math.max(2 * into.payload.length, length)];
    }
    into.payloadLength = length;
    int start = index(at + HEADER_BYTES);
    int untilWrap = Math.min(length, ring.length - start);
    System.arraycopy(ring, start, into.payload, 0, untilWrap);
    System.arraycopy(ring, 0, into.payload, untilWrap, length - untilWrap);
    return at + HEADER_BYTES + length;
  }

  private int index(long at) {
    return (int) (at % ring.length);
  }

  private byte get(long at) {
    return ring[index(at)];
  }

  private void set(long at, byte value) {
    ring[index(at)] = value;
  }
}
