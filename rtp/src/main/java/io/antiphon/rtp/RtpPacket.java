package io.antiphon.rtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

  private static final int ONE_BYTE_PROFILE = 0xBEDE;
  private static final int TWO_BYTE_PROFILE = 0x1000;
  private static final byte[] NOTHING = {};

  private byte[] buffer = NOTHING;
  private int start;
  private int length;
  private int extensionStart;
  private int extensionEnd;
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
    extensionStart = extension;
    extensionEnd = payload;
    payloadStart = payload;
    paddingLength = padding;
    return this;
  }

  private static int endOfExtension(byte[] bytes, int from, int end) throws RtpFormatException {
    if (from + 4 > end) {
      throw new RtpFormatException("header extension cut short before its length");
    }
    int after = from + 4 + 4 * int16(bytes, from + 2);
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
    return int16(buffer, start + 2);
  }

  /** In ticks of the RTP clock, an unsigned number in an {@code int}. */
  public int timestamp() {
    return int32(buffer, start + 4);
  }

  /** The synchronization source, an unsigned number in an {@code int}. */
  public int ssrc() {
    return int32(buffer, start + 8);
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
    return int32(buffer, start + FIXED_HEADER_LENGTH + 4 * index);
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
    return extensionEnd > extensionStart;
  }

  /**
   * Where in {@link #buffer} the data of a header extension element starts, one- or two-byte form
   * (RFC 8285 §4.2, §4.3); {@link #ABSENT} if the packet has none of that identifier.
   *
   * @param id as negotiated, 1 to 255; 0, not negotiated, is never found
   */
  public int extensionOffset(int id) {
    long found = find(id);
    return found < 0 ? ABSENT : (int) (found >>> 8);
  }

  /** Bytes of data in a header extension element, 0 to 255; {@link #ABSENT} without one. */
  public int extensionLength(int id) {
    long found = find(id);
    return found < 0 ? ABSENT : (int) (found & 0xFF);
  }

  /** Offset and length of an element, as offset × 256 + length; negative if it is not there. */
  private long find(int id) {
    if (id <= 0 || !hasExtension()) {
      return ABSENT;
    }
    int profile = int16(buffer, extensionStart);
    if (profile == ONE_BYTE_PROFILE) {
      return findOneByte(id);
    }
    return (profile & 0xFFF0) == TWO_BYTE_PROFILE ? findTwoByte(id) : ABSENT;
  }

  private long findOneByte(int id) {
    int at = extensionStart + 4;
    while (at < extensionEnd) {
      int head = buffer[at++] & 0xFF;
      if (head == 0) {
        continue; // padding
      }
      int size = (head & 0x0F) + 1;
      // Identifier 15 ends the reading; what follows it must be ignored (RFC 8285 §4.2).
      if (head >> 4 == 15 || at + size > extensionEnd) {
        return ABSENT;
      }
      // Identifier 0 with a length is not padding either: skipped like an element unknown to us.
      if (head >> 4 == id) {
        return (long) at << 8 | size;
      }
      at += size;
    }
    return ABSENT;
  }

  private long findTwoByte(int id) {
    int at = extensionStart + 4;
    while (at < extensionEnd) {
      int found = buffer[at++] & 0xFF;
      if (found == 0) {
        continue; // padding
      }
      if (at == extensionEnd) {
        return ABSENT;
      }
      int size = buffer[at++] & 0xFF;
      if (at + size > extensionEnd) {
        return ABSENT;
      }
      if (found == id) {
        return (long) at << 8 | size;
      }
      at += size;
    }
    return ABSENT;
  }

  /**
   * The byte of the audio level extension, 0 to 255: see {@link AudioLevel#of}; {@link #ABSENT}
   * without.
   *
   * @param id as negotiated for {@link HeaderExtensionIds#AUDIO_LEVEL_URI}
   */
  public int audioLevelByte(int id) {
    long found = find(id);
    // Only the first byte counts: two-byte senders may pad with a second (RFC 6464 §3).
    return found < 0 || (found & 0xFF) == 0 ? ABSENT : buffer[(int) (found >>> 8)] & 0xFF;
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
    long found = find(id);
    return found < 0
        ? null
        : new String(buffer, (int) (found >>> 8), (int) (found & 0xFF), StandardCharsets.UTF_8);
  }

  /**
   * The number that counts the packets of its transport, 0 to 65535; {@link #ABSENT} without.
   *
   * @param id as negotiated for {@link HeaderExtensionIds#TRANSPORT_SEQUENCE_URI}
   */
  public int transportSequence(int id) {
    long found = find(id);
    // The second version of the extension appends a request for feedback to the number.
    return found < 0 || (found & 0xFF) < 2 ? ABSENT : int16(buffer, (int) (found >>> 8));
  }

  /**
   * When it was sent, in 2⁻¹⁸ s modulo 64 s; {@link #ABSENT} without.
   *
   * @param id as negotiated for {@link HeaderExtensionIds#ABS_SEND_TIME_URI}
   */
  public int absSendTime(int id) {
    long found = find(id);
    if (found < 0 || (found & 0xFF) != 3) {
      return ABSENT;
    }
    int at = (int) (found >>> 8);
    return (buffer[at] & 0xFF) << 16 | int16(buffer, at + 1);
  }

  /**
   * When its audio was captured, or null if it does not tell. Makes an object: it comes about once
   * a second.
   *
   * @param id as negotiated for {@link HeaderExtensionIds#ABS_CAPTURE_TIME_URI}
   */
  public @Nullable AbsCaptureTime absCaptureTime(int id) {
    long found = find(id);
    int size = (int) (found & 0xFF);
    if (found < 0 || (size != AbsCaptureTime.SHORT_LENGTH && size != AbsCaptureTime.LONG_LENGTH)) {
      return null;
    }
    int at = (int) (found >>> 8);
    long offset = size == AbsCaptureTime.LONG_LENGTH ? int64(buffer, at + 8) : 0;
    return new AbsCaptureTime(int64(buffer, at), offset);
  }

  /** The packet's bytes, in a new array. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(buffer, start, start + length);
  }

  private static int int16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }

  private static long int64(byte[] bytes, int at) {
    return (long) int32(bytes, at) << 32 | (int32(bytes, at + 4) & 0xFFFF_FFFFL);
  }

  private static int int32(byte[] bytes, int at) {
    return int16(bytes, at) << 16 | int16(bytes, at + 2);
  }
}
