package io.antiphon.codec.opus;

import io.antiphon.codec.CodecException;

/**
 * How frames are packed behind the TOC byte (RFC 6716 §3.2), checked against the requirements R1 to
 * R7 of §3.4. Allocates nothing unless it throws.
 */
final class OpusFraming {
  private static final int MAX_FRAME_BYTES = 1275;

  private OpusFraming() {}

  static int checkOneFrame(int length) throws CodecException {
    require(length - 1 <= MAX_FRAME_BYTES, "an Opus frame of more than 1275 bytes (R2)");
    return 1;
  }

  static int checkTwoEqualFrames(int length) throws CodecException {
    require((length - 1) % 2 == 0, "two equal Opus frames in an odd number of bytes (R3)");
    require((length - 1) / 2 <= MAX_FRAME_BYTES, "an Opus frame of more than 1275 bytes (R2)");
    return 2;
  }

  static int checkTwoFrames(byte[] packet, int offset, int length) throws CodecException {
    int first = frameLength(packet, offset + 1, offset + length);
    int second = length - 1 - lengthBytes(first) - first;
    require(second >= 0, "the first of two Opus frames is longer than the packet (R4)");
    require(second <= MAX_FRAME_BYTES, "an Opus frame of more than 1275 bytes (R2)");
    return 2;
  }

  /** Code 3: 1 to 48 frames, of equal length or each with its own, perhaps with padding. */
  static int checkManyFrames(byte[] packet, int offset, int length, int frameTicks)
      throws CodecException {
    require(length >= 2, "an Opus packet without its frame count byte (R6, R7)");
    int header = packet[offset + 1] & 0xff;
    int frames = header & 0x3f;
    require(frames >= 1, "an Opus packet of no frames (R5)");
    require(
        frames * frameTicks <= OpusPacket.MAX_DURATION_TICKS,
        "an Opus packet of more than 120 ms (R5)");
    int left = length - 2;
    int at = offset + 2;
    if (isPadded(header)) {
      int padding = 0;
      int more;
      do {
        require(left >= 1, "an Opus packet cut off in its padding length (R6, R7)");
        more = packet[at++] & 0xff;
        left--;
        padding += more == 255 ? 254 : more;
      } while (more == 255);
      left -= padding;
      require(left >= 0, "more Opus padding than packet (R6, R7)");
    }
    if (isVariable(header)) {
      checkVariable(packet, at, left, frames);
    } else {
      require(left % frames == 0, "Opus frames of equal length do not fill the packet (R6)");
      require(left / frames <= MAX_FRAME_BYTES, "an Opus frame of more than 1275 bytes (R2)");
    }
    return frames;
  }

  private static void checkVariable(byte[] packet, int from, int length, int frames)
      throws CodecException {
    int left = length;
    int at = from;
    for (int frame = 0; frame < frames - 1; frame++) {
      int bytes = frameLength(packet, at, at + Math.max(0, left));
      at += lengthBytes(bytes);
      left -= lengthBytes(bytes) + bytes;
      // The frames' bytes come behind all lengths, so "left" counts what both still have to share.
      require(left >= 0, "Opus frames longer than the packet (R7)");
    }
    require(left <= MAX_FRAME_BYTES, "an Opus frame of more than 1275 bytes (R2)");
  }

  /** Where the first frame begins, in a packet that was checked. */
  static int headerLength(byte[] packet, int offset, int length, int frames) throws CodecException {
    int code = packet[offset] & 3;
    if (code < 2) {
      return 1;
    }
    if (code == 2) {
      return 1 + lengthBytes(frameLength(packet, offset + 1, offset + length));
    }
    int at = offset + 2;
    int header = packet[offset + 1] & 0xff;
    if (isPadded(header)) {
      while ((packet[at++] & 0xff) == 255) {
        // each 255 announces another length byte
      }
    }
    for (int frame = 0; isVariable(header) && frame < frames - 1; frame++) {
      at += lengthBytes(frameLength(packet, at, offset + length));
    }
    return at - offset;
  }

  /** Bytes of the first frame, in a packet that was checked; 0 for a frame that was not sent. */
  static int firstFrameLength(byte[] packet, int offset, int length, int frames)
      throws CodecException {
    int code = packet[offset] & 3;
    if (code < 2) {
      return (length - 1) / frames;
    }
    if (code == 2) {
      return frameLength(packet, offset + 1, offset + length);
    }
    int header = packet[offset + 1] & 0xff;
    int at = offset + 2;
    int padding = 0;
    if (isPadded(header)) {
      int more;
      do {
        more = packet[at++] & 0xff;
        padding += more == 255 ? 254 : more;
      } while (more == 255);
    }
    if (isVariable(header) && frames > 1) {
      return frameLength(packet, at, offset + length);
    }
    return (offset + length - at - padding) / frames;
  }

  /** One or two bytes of frame length (§3.2.1). */
  private static int frameLength(byte[] packet, int at, int end) throws CodecException {
    require(at < end, "an Opus packet cut off in a frame length (R4, R7)");
    int first = packet[at] & 0xff;
    if (first < 252) {
      return first;
    }
    require(at + 1 < end, "an Opus packet cut off in a frame length (R4, R7)");
    return (packet[at + 1] & 0xff) * 4 + first;
  }

  private static int lengthBytes(int frameLength) {
    return frameLength < 252 ? 1 : 2;
  }

  private static boolean isPadded(int header) {
    return (header & 0x40) != 0;
  }

  private static boolean isVariable(int header) {
    return (header & 0x80) != 0;
  }

  static void require(boolean condition, String otherwise) throws CodecException {
    if (!condition) {
      throw new CodecException(otherwise);
    }
  }
}
