package io.antiphon.rtp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reusable view of one RTP packet (RFC 3550 §5.1). It copies nothing: it is good for as long as
 * the bytes it was wrapped around stay as they are. One thread.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           synchronization source (SSRC) identifier            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |            contributing source (CSRC) identifiers             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      defined by profile       |           length              |  if X
 * </pre>
 *
 * <p>The header's own framing is strict. What is inside the extension block is not: an element that
 * runs past the block hides itself and those behind it, for a spoilt ornament is no reason to lose
 * the audio.
 */
public final class RtpPacket {
  /** Bytes of the header without contributing sources and extension. */
  public static final int FIXED_HEADER_LENGTH = 12;

  /** What {@link #extensionOffset} and {@link #audioLevelByte} answer when it is not there. */
  public static final int ABSENT = -1;

  private static final byte[] NOTHING = {};

  private final ExtensionElements extensions = new ExtensionElements();
  private byte[] buffer = NOTHING;
  private int start;
  private int length;
  private int payloadStart;
  private int paddingLength;

  /** Makes a view of nothing yet: {@link #wrap} it around a packet before anything is asked. */
  public RtpPacket() {}

  /**
   * Parses a packet into a new view of a copy of it.
   *
   * @param packet its remaining bytes are the packet; position and limit stay as they are
   * @throws RtpFormatException if they are not an RTP packet
   */
  public static RtpPacket parse(ByteBuffer packet) throws RtpFormatException {
    byte[] copy = new byte[packet.remaining()];
    packet.duplicate().get(copy);
    return new RtpPacket().wrap(copy, 0, copy.length);
  }

  /**
   * Turns this view to another packet.
   *
   * @param bytes holds the packet, and is neither copied nor changed
   * @param offset where it starts
   * @param count bytes it has
   * @return this view
   * @throws RtpFormatException if they are not an RTP packet; the view then is where it was before
   * @throws IndexOutOfBoundsException if the range is not within the array
   */
  public RtpPacket wrap(byte[] bytes, int offset, int count) throws RtpFormatException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    if (count < FIXED_HEADER_LENGTH) {
      throw new RtpFormatException("RTP header cut short at " + count + " of 12 bytes");
    }
    if ((bytes[offset] & 0xC0) != 0x80) {
      throw new RtpFormatException("RTP version is " + ((bytes[offset] & 0xC0) >> 6) + ", not 2");
    }
    int end = offset + count;
    int extension = offset + FIXED_HEADER_LENGTH + 4 * (bytes[offset] & 0x0F);
    if (extension > end) {
      throw new RtpFormatException("contributing sources run past the end of the packet");
    }
    int payload = (bytes[offset] & 0x10) == 0 ? extension : endOfExtension(bytes, extension, end);
    int padding = (bytes[offset] & 0x20) == 0 ? 0 : padding(bytes, payload, end);
    buffer = bytes;
    start = offset;
    length = count;
    extensions.wrap(bytes, extension, payload);
    payloadStart = payload;
    paddingLength = padding;
    return this;
  }

  private static int endOfExtension(byte[] bytes, int from, int end) throws RtpFormatException {
    if (from + 4 > end) {
      throw new RtpFormatException("header extension cut short before its length");
    }
    int after = from + 4 + 4 * BigEndian.int16(bytes, from + 2);
    if (after > end) {
      throw new RtpFormatException("header extension runs past the end of the packet");
    }
    return after;
  }

  private static int padding(byte[] bytes, int payload, int end) throws RtpFormatException {
    if (payload == end) {
      throw new RtpFormatException("padding announced, but nothing follows the header");
    }
    int padding = bytes[end - 1] & 0xFF;
    if (padding == 0) {
      throw new RtpFormatException("padding of 0 bytes, though it counts itself");
    }
    if (padding > end - payload) {
      throw new RtpFormatException("padding of " + padding + " bytes reaches into the header");
    }
    return padding;
  }

  /** The array that holds the packet: the caller's own, not to be changed. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where in {@link #buffer} the packet starts. */
  public int offset() {
    return start;
  }

  /** Bytes of the whole packet. */
  public int length() {
    return length;
  }

  /** Bytes before the payload. */
  public int headerLength() {
    return payloadStart - start;
  }

  /** The marker bit: for audio, the first packet after a silence (RFC 3551 §4.1). */
  public boolean marker() {
    return buffer[start + 1] < 0;
  }

  /** 0 to 127. */
  public int payloadType() {
    return buffer[start + 1] & 0x7F;
  }

  /** 0 to 65535. */
  public int sequenceNumber() {
    return BigEndian.int16(buffer, start + 2);
  }

  /** In ticks of the RTP clock, an unsigned number in an {@code int}. */
  public int timestamp() {
    return BigEndian.int32(buffer, start + 4);
  }

  /** The synchronization source, an unsigned number in an {@code int}. */
  public int ssrc() {
    return BigEndian.int32(buffer, start + 8);
  }

  /** How many sources contributed to the packet, 0 to 15. */
  public int csrcCount() {
    return buffer[start] & 0x0F;
  }

  /**
   * One contributing source, an unsigned number in an {@code int}.
   *
   * @param index 0 to {@link #csrcCount} − 1
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public int csrc(int index) {
    Objects.checkIndex(index, csrcCount());
    return BigEndian.int32(buffer, start + FIXED_HEADER_LENGTH + 4 * index);
  }

  /** Where in {@link #buffer} the payload starts. */
  public int payloadOffset() {
    return payloadStart;
  }

  /** Bytes of the payload, padding left out; may be 0. */
  public int payloadLength() {
    return start + length - paddingLength - payloadStart;
  }

  /** Bytes of padding, the one that counts them included; 0 without. */
  public int paddingLength() {
    return paddingLength;
  }

  /** The payload, padding left out, read-only. Makes a new buffer: not for the media path. */
  public ByteBuffer payload() {
    return ByteBuffer.wrap(buffer, payloadStart, payloadLength()).slice().asReadOnlyBuffer();
  }

  /** Whether there is a header extension block at all. */
  public boolean hasExtension() {
    return !extensions.isEmpty();
  }

  /**
   * Where in {@link #buffer} the data of a header extension element starts, one- or two-byte form
   * (RFC 8285 §4.2, §4.3); {@link #ABSENT} if the packet has none of that identifier.
   *
   * @param id as negotiated, 1 to 255; 0, not negotiated, is never found
   */
  public int extensionOffset(int id) {
    long found = extensions.find(id);
    return found < 0 ? ABSENT : (int) (found >>> 8);
  }

  /** Bytes of data in a header extension element, 0 to 255; {@link #ABSENT} without one. */
  public int extensionLength(int id) {
    long found = extensions.find(id);
    return found < 0 ? ABSENT : (int) (found & 0xFF);
  }

  /**
   * The byte of the audio level extension, 0 to 255: see {@link AudioLevel#of}; {@link #ABSENT}
   * without.
   *
   * @param id as negotiated for {@link HeaderExtensionIds#AUDIO_LEVEL_URI}
   */
  public int audioLevelByte(int id) {
    return extensions.audioLevelByte(id);
  }

  /** The audio level as a value, or null without one. Makes an object: not for the media path. */
  public @Nullable AudioLevel audioLevel(int id) {
    int level = audioLevelByte(id);
    return level == ABSENT ? null : AudioLevel.of((byte) level);
  }

  /**
   * The identification tag of the media description the packet belongs to, or null without one (RFC
   * 8843 §15.2). Makes a string: ask for the first packet of a source, not for each.
   *
   * @param id as negotiated for {@link HeaderExtensionIds#MID_URI}
   */
  public @Nullable String mid(int id) {
    return extensions.mid(id);
  }

  /**
   * The number that counts the packets of its transport, 0 to 65535; {@link #ABSENT} without.
   *
   * @param id as negotiated for {@link HeaderExtensionIds#TRANSPORT_SEQUENCE_URI}
   */
  public int transportSequence(int id) {
    return extensions.transportSequence(id);
  }

  /**
   * When it was sent, in 2⁻¹⁸ s modulo 64 s; {@link #ABSENT} without.
   *
   * @param id as negotiated for {@link HeaderExtensionIds#ABS_SEND_TIME_URI}
   */
  public int absSendTime(int id) {
    return extensions.absSendTime(id);
  }

  /**
   * When its audio was captured, or null if it does not tell. Makes an object: it comes about once
   * a second.
   *
   * @param id as negotiated for {@link HeaderExtensionIds#ABS_CAPTURE_TIME_URI}
   */
  public @Nullable AbsCaptureTime absCaptureTime(int id) {
    return extensions.absCaptureTime(id);
  }

  /** The packet's bytes, in a new array. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(buffer, start, start + length);
  }
}
