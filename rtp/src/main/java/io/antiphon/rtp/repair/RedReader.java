package io.antiphon.rtp.repair;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import java.util.Objects;

/**
 * Takes redundant audio apart (RFC 2198 §3): a packet that holds its own payload, the primary one,
 * and behind each other, oldest first, copies of those before it. One thread; nothing is allocated
 * per packet.
 *
 * <pre>
 *  0                   1                    2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3  4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |1|   block PT  |  timestamp offset         |   block length    |  each copy
 * |0|   block PT  |                                                  the primary
 * +-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class RedReader {
  /** The most blocks in a packet, the primary one included; more make it malformed. */
  public static final int MAX_BLOCKS = 8;

  private static final int MAX_PACKET = 2_048;

  private final RtpPacket view = new RtpPacket();
  private final byte[] plain = new byte[MAX_PACKET];
  private final int[] payloadTypes = new int[MAX_BLOCKS];
  private final int[] timestampOffsets = new int[MAX_BLOCKS];
  private final int[] offsets = new int[MAX_BLOCKS];
  private final int[] lengths = new int[MAX_BLOCKS];
  private RtpPacket packet = view;
  private int blocks;

  /** Makes one that has read nothing. */
  public RedReader() {}

  /**
   * Reads a packet.
   *
   * @param red whose bytes stay as they are for as long as its blocks are asked for
   * @return blocks in it, of which the last is the primary one
   * @throws RtpFormatException if its payload is not redundant audio; then it has no blocks
   */
  public int read(RtpPacket red) throws RtpFormatException {
    blocks = 0;
    byte[] bytes = red.buffer();
    int at = red.payloadOffset();
    int end = at + red.payloadLength();
    int count = 0;
    while (at < end && bytes[at] < 0) {
      if (count == MAX_BLOCKS - 1) {
        throw new RtpFormatException("more than " + MAX_BLOCKS + " redundant blocks");
      }
      if (at + 4 >= end) {
        throw new RtpFormatException("header of a redundant block cut short");
      }
      payloadTypes[count] = bytes[at] & 0x7F;
      timestampOffsets[count] = (bytes[at + 1] & 0xFF) << 6 | (bytes[at + 2] & 0xFF) >> 2;
      lengths[count] = (bytes[at + 2] & 3) << 8 | (bytes[at + 3] & 0xFF);
      count++;
      at += 4;
    }
    if (at >= end) {
      throw new RtpFormatException("redundant audio without a primary block");
    }
    payloadTypes[count] = bytes[at++];
    timestampOffsets[count] = 0;
    place(at, end, count);
    packet = red;
    blocks = count + 1;
    return blocks;
  }

  private void place(int from, int end, int copies) throws RtpFormatException {
    int at = from;
    for (int i = 0; i < copies; i++) {
      offsets[i] = at;
      at += lengths[i];
    }
    if (at > end) {
      throw new RtpFormatException("redundant blocks run past the end of the packet");
    }
    offsets[copies] = at;
    lengths[copies] = end - at;
  }

  /** The payload type of a block, 0 to 127. */
  public int payloadType(int block) {
    return payloadTypes[Objects.checkIndex(block, blocks)];
  }

  /** How much older than the packet a block is, in ticks: 0 to 16383; 0 for the primary one. */
  public int timestampOffset(int block) {
    return timestampOffsets[Objects.checkIndex(block, blocks)];
  }

  /** Bytes of a block; may be 0. */
  public int length(int block) {
    return lengths[Objects.checkIndex(block, blocks)];
  }

  /**
   * A block as the packet that it would have been alone.
   *
   * @param sequenceNumber 0 to 65535; a copy's own is not sent, so the caller says it
   * @return good until the next call; of copies the marker and header extensions are the packet's
   * @throws RtpFormatException if it is longer than any datagram that we take
   */
  public RtpPacket plain(int block, int sequenceNumber) throws RtpFormatException {
    Objects.checkIndex(block, blocks);
    int headerLength = packet.headerLength();
    int length = headerLength + lengths[block];
    if (length > plain.length) {
      throw new RtpFormatException("redundant audio of " + length + " bytes");
    }
    System.arraycopy(packet.buffer(), packet.offset(), plain, 0, headerLength);
    System.arraycopy(packet.buffer(), offsets[block], plain, headerLength, lengths[block]);
    plain[0] &= (byte) ~0x20; // the padding stays behind
    plain[1] = (byte) ((plain[1] & 0x80) | payloadTypes[block]);
    plain[2] = (byte) (sequenceNumber >> 8);
    plain[3] = (byte) sequenceNumber;
    int timestamp = packet.timestamp() - timestampOffsets[block];
    for (int i = 0; i < 4; i++) {
      plain[4 + i] = (byte) (timestamp >> (24 - 8 * i));
    }
    return view.wrap(plain, 0, length);
  }
}
