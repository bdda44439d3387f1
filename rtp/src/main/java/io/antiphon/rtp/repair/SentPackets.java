package io.antiphon.rtp.repair;

/**
 * The last packets of a stream as they went out, to be sent again when they are asked for. One
 * thread; nothing is allocated per packet once the places have grown.
 */
public final class SentPackets {
  private static final int CAPACITY = 64;
  private static final int USUAL_LENGTH = 200;

  /** The same packet is not sent again sooner: several requests may be on their way. */
  private static final long LEAST_APART_NANOS = 15_000_000;

  private final byte[][] packets = new byte[CAPACITY][USUAL_LENGTH];
  private final int[] lengths = new int[CAPACITY];
  private final long[] sentNanos = new long[CAPACITY];
  private long resent;

  /** Makes one that remembers nothing. */
  public SentPackets() {}

  /** Remembers a packet: its header in the clear, the rest as it was protected. */
  public void remember(long nowNanos, byte[] bytes, int offset, int length) {
    int number = (bytes[offset + 2] & 0xFF) << 8 | (bytes[offset + 3] & 0xFF);
    int place = number & (CAPACITY - 1);
    if (packets[place].length < length) {
      packets[place] = new byte[Integer.highestOneBit(length) * 2];
    }
    System.arraycopy(bytes, offset, packets[place], 0, length);
    lengths[place] = length;
    sentNanos[place] = nowNanos;
  }

  /**
   * Takes a packet that was asked for, and counts it as sent again.
   *
   * @param sequenceNumber 0 to 65535
   * @param into takes it from index 0 on
   * @return its length; 0 if it is forgotten or was sent just now
   */
  public int take(long nowNanos, int sequenceNumber, byte[] into) {
    int place = sequenceNumber & (CAPACITY - 1);
    byte[] packet = packets[place];
    int number = (packet[2] & 0xFF) << 8 | (packet[3] & 0xFF);
    boolean known = lengths[place] > 0 && number == sequenceNumber;
    if (!known || lengths[place] > into.length || nowNanos - sentNanos[place] < LEAST_APART_NANOS) {
      return 0;
    }
    System.arraycopy(packet, 0, into, 0, lengths[place]);
    sentNanos[place] = nowNanos;
    resent++;
    return lengths[place];
  }

  /** Packets sent again. */
  public long resent() {
    return resent;
  }
}
