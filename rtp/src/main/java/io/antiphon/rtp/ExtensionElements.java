package io.antiphon.rtp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The elements in the header extension block of a packet, one- or two-byte form (RFC 8285 §4.2,
 * §4.3): a view like that of its {@link RtpPacket}, which says what each answer means. One thread.
 */
final class ExtensionElements {
  private static final int ONE_BYTE_PROFILE = 0xBEDE;
  private static final int TWO_BYTE_PROFILE = 0x1000;

  private byte[] buffer = {};
  private int start;
  private int end;

  /** Turns to another block; empty, where there is none. */
  void wrap(byte[] bytes, int from, int to) {
    buffer = bytes;
    start = from;
    end = to;
  }

  boolean isEmpty() {
    return start == end;
  }

  /** Offset and length of an element, as offset × 256 + length; negative if it is not there. */
  long find(int id) {
    if (id <= 0 || isEmpty()) {
      return RtpPacket.ABSENT;
    }
    int profile = BigEndian.int16(buffer, start);
    if (profile == ONE_BYTE_PROFILE) {
      return findOneByte(id);
    }
    return (profile & 0xFFF0) == TWO_BYTE_PROFILE ? findTwoByte(id) : RtpPacket.ABSENT;
  }

  private long findOneByte(int id) {
    int at = start + 4;
    while (at < end) {
      int head = buffer[at++] & 0xFF;
      if (head == 0) {
        continue; // padding
      }
      int size = (head & 0x0F) + 1;
      // Identifier 15 ends the reading; what follows it must be ignored (RFC 8285 §4.2).
      if (head >> 4 == 15 || at + size > end) {
        return RtpPacket.ABSENT;
      }
      // Identifier 0 with a length is not padding either: skipped like an element unknown to us.
      if (head >> 4 == id) {
        return (long) at << 8 | size;
      }
      at += size;
    }
    return RtpPacket.ABSENT;
  }

  private long findTwoByte(int id) {
    int at = start + 4;
    while (at < end) {
      int found = buffer[at++] & 0xFF;
      if (found == 0) {
        continue; // padding
      }
      if (at == end) {
        return RtpPacket.ABSENT;
      }
      int size = buffer[at++] & 0xFF;
      if (at + size > end) {
        return RtpPacket.ABSENT;
      }
      if (found == id) {
        return (long) at << 8 | size;
      }
      at += size;
    }
    return RtpPacket.ABSENT;
  }

  int audioLevelByte(int id) {
    long found = find(id);
    // Only the first byte counts: two-byte senders may pad with a second (RFC 6464 §3).
    return found < 0 || (found & 0xFF) == 0 ? RtpPacket.ABSENT : buffer[(int) (found >>> 8)] & 0xFF;
  }

  @Nullable String mid(int id) {
    long found = find(id);
    return found < 0
        ? null
        : new String(buffer, (int) (found >>> 8), (int) (found & 0xFF), StandardCharsets.UTF_8);
  }

  int transportSequence(int id) {
    long found = find(id);
    // The second version of the extension appends a request for feedback to the number.
    return found < 0 || (found & 0xFF) < 2
        ? RtpPacket.ABSENT
        : BigEndian.int16(buffer, (int) (found >>> 8));
  }

  int absSendTime(int id) {
    long found = find(id);
    if (found < 0 || (found & 0xFF) != 3) {
      return RtpPacket.ABSENT;
    }
    int at = (int) (found >>> 8);
    return (buffer[at] & 0xFF) << 16 | BigEndian.int16(buffer, at + 1);
  }

  @Nullable AbsCaptureTime absCaptureTime(int id) {
    long found = find(id);
    int size = (int) (found & 0xFF);
    if (found < 0 || (size != AbsCaptureTime.SHORT_LENGTH && size != AbsCaptureTime.LONG_LENGTH)) {
      return null;
    }
    int at = (int) (found >>> 8);
    long offset = size == AbsCaptureTime.LONG_LENGTH ? BigEndian.int64(buffer, at + 8) : 0;
    return new AbsCaptureTime(BigEndian.int64(buffer, at), offset);
  }
}
