package io.antiphon.rtp.repair;

/**
 * Puts redundant audio together (RFC 2198 §3): each payload goes with a copy of the one before it.
 * One thread; nothing is allocated per packet.
 */
public final class RedWriter {
  private static final int MAX_COPY = 1_023;
  private static final int MAX_OFFSET = 16_383;
  private static final int HEADERS = 5;

  /** What a packet may have for it to go through any network whole. */
  private static final int MAX_PAYLOAD = 1_150;

  private final byte[] last = new byte[MAX_COPY];
  private final byte[] payload = new byte[HEADERS + 2 * MAX_COPY];
  private int lastLength;
  private int lastTimestamp;

  /** Makes one that has no copy to send yet. */
  public RedWriter() {}

  /** Remembers a payload that is sent, so that a copy of it can go with the next one. */
  public void remember(byte[] bytes, int offset, int length, int timestamp) {
    lastLength = length <= MAX_COPY ? length : 0;
    lastTimestamp = timestamp;
    System.arraycopy(bytes, offset, last, 0, lastLength);
  }

  /**
   * Writes a payload with the copy of the one before, if that is not too old and both fit; then
   * remembers it.
   *
   * @param payloadType of both blocks, 0 to 127
   * @param timestamp of the packet, an unsigned number in an {@code int}
   * @return bytes of {@link #payload}; 0 if it is to be sent as it is
   */
  public int write(int payloadType, byte[] bytes, int offset, int length, int timestamp) {
    int age = timestamp - lastTimestamp;
    boolean fits = length <= MAX_COPY && HEADERS + lastLength + length <= MAX_PAYLOAD;
    int written = 0;
    if (fits) {
      if (lastLength > 0 && age > 0 && age <= MAX_OFFSET) {
        payload[0] = (byte) (0x80 | payloadType);
        payload[1] = (byte) (age >> 6);
        payload[2] = (byte) (age << 2 | lastLength >> 8);
        payload[3] = (byte) lastLength;
        System.arraycopy(last, 0, payload, HEADERS, lastLength);
        payload[4] = (byte) payloadType;
        System.arraycopy(bytes, offset, payload, HEADERS + lastLength, length);
        written = HEADERS + lastLength + length;
      } else {
        payload[0] = (byte) payloadType;
        System.arraycopy(bytes, offset, payload, 1, length);
        written = 1 + length;
      }
    }
    remember(bytes, offset, length, timestamp);
    return written;
  }

  /** What was written last, from index 0 on; owned by the writer. */
  public byte[] payload() {
    return payload;
  }
}
