package io.antiphon.rtp.stream;

import io.antiphon.rtp.AbsCaptureTime;
import io.antiphon.rtp.AudioLevel;
import io.antiphon.rtp.HeaderExtensionIds;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The header extension block of a sender's packets, prepared once (RFC 8285): only the audio level
 * and the time of capture change. What is known when a packet leaves, and not before, has its place
 * left free: see {@link PacketStamp}. One-byte form if every identifier and length fits in it, else
 * two-byte.
 */
final class HeaderExtensionBlock {
  /** Bytes of the transport-wide sequence number. */
  static final int TRANSPORT_SEQUENCE_LENGTH = 2;

  /** Bytes of the absolute send time. */
  static final int SEND_TIME_LENGTH = 3;

  private static final int ABSENT = -1;

  private final byte[] bytes;
  private final boolean oneByte;
  private final int levelAt;
  private final int captureAt;
  private int end;

  /** Prepares a block; {@code mid} null leaves it out. It may turn out empty. */
  HeaderExtensionBlock(HeaderExtensionIds ids, @Nullable String mid) {
    this(ids, mid, false);
  }

  /** Prepares a block with or without the time of capture, which not every packet needs. */
  HeaderExtensionBlock(HeaderExtensionIds ids, @Nullable String mid, boolean withCaptureTime) {
    byte[] tag = mid == null || ids.mid() == 0 ? new byte[0] : mid.getBytes(StandardCharsets.UTF_8);
    if (tag.length > 255) {
      throw new IllegalArgumentException("mid of " + tag.length + " bytes");
    }
    int captureId = withCaptureTime ? ids.absCaptureTime() : 0;
    int tagId = tag.length == 0 ? 0 : ids.mid();
    int sendTimeId = ids.transportSequence() == 0 ? ids.absSendTime() : 0; // it says no more
    int highestId =
        Math.max(
            Math.max(ids.audioLevel(), tagId),
            Math.max(Math.max(ids.transportSequence(), sendTimeId), captureId));
    oneByte = highestId <= HeaderExtensionIds.MAX_ONE_BYTE_ID && tag.length <= 16;
    int size =
        size(ids.audioLevel(), 1)
            + size(tagId, tag.length)
            + size(ids.transportSequence(), TRANSPORT_SEQUENCE_LENGTH)
            + size(sendTimeId, SEND_TIME_LENGTH)
            + size(captureId, AbsCaptureTime.SHORT_LENGTH);
    if (size == 0) {
      bytes = new byte[0];
      levelAt = ABSENT;
      captureAt = ABSENT;
      return;
    }
    bytes = new byte[4 + (size + 3) / 4 * 4];
    bytes[0] = (byte) (oneByte ? 0xBE : 0x10);
    bytes[1] = (byte) (oneByte ? 0xDE : 0x00);
    bytes[2] = (byte) ((bytes.length / 4 - 1) >> 8);
    bytes[3] = (byte) (bytes.length / 4 - 1);
    end = 4;
    levelAt = add(ids.audioLevel(), 1);
    add(ids.transportSequence(), TRANSPORT_SEQUENCE_LENGTH);
    add(sendTimeId, SEND_TIME_LENGTH);
    captureAt = add(captureId, AbsCaptureTime.SHORT_LENGTH);
    if (tagId != 0) {
      System.arraycopy(tag, 0, bytes, add(tagId, tag.length), tag.length);
    }
  }

  private int size(int id, int length) {
    return id == 0 ? 0 : (oneByte ? 1 : 2) + length;
  }

  /** Adds an element, if it was negotiated, and returns where its data stands. */
  private int add(int id, int length) {
    if (id == 0) {
      return ABSENT;
    }
    if (oneByte) {
      bytes[end++] = (byte) (id << 4 | (length - 1));
    } else {
      bytes[end++] = (byte) id;
      bytes[end++] = (byte) length;
    }
    int at = end;
    end += length;
    return at;
  }

  int length() {
    return bytes.length;
  }

  /** Writes the block and returns its length. */
  int write(byte[] into, int offset, int levelDbov, boolean voice) {
    return write(into, offset, levelDbov, voice, 0);
  }

  /** Writes the block, with this time of capture if it has one, and returns its length. */
  int write(byte[] into, int offset, int levelDbov, boolean voice, long captureNtp) {
    System.arraycopy(bytes, 0, into, offset, bytes.length);
    if (levelAt >= 0) {
      into[offset + levelAt] = AudioLevel.toByte(levelDbov, voice);
    }
    if (captureAt >= 0) {
      for (int i = 0; i < AbsCaptureTime.SHORT_LENGTH; i++) {
        into[offset + captureAt + i] = (byte) (captureNtp >> (56 - 8 * i));
      }
    }
    return bytes.length;
  }
}
