package io.antiphon.rtp.stream;

import io.antiphon.rtp.AudioLevel;
import io.antiphon.rtp.HeaderExtensionIds;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The header extension block of a sender's packets, prepared once (RFC 8285): only the byte of the
 * audio level changes. One-byte form if every identifier and length fits in it, else two-byte.
 */
final class HeaderExtensionBlock {
  private final byte[] bytes;
  private final int levelAt;

  /** Prepares a block; {@code mid} null leaves it out. It may turn out empty. */
  HeaderExtensionBlock(HeaderExtensionIds ids, @Nullable String mid) {
    byte[] tag = mid == null || ids.mid() == 0 ? new byte[0] : mid.getBytes(StandardCharsets.UTF_8);
    if (tag.length > 255) {
      throw new IllegalArgumentException("mid of " + tag.length + " bytes");
    }
    int longestId = Math.max(ids.audioLevel(), tag.length == 0 ? 0 : ids.mid());
    boolean oneByte = longestId <= HeaderExtensionIds.MAX_ONE_BYTE_ID && tag.length <= 16;
    int head = oneByte ? 1 : 2;
    int size = (ids.audioLevel() == 0 ? 0 : head + 1) + (tag.length == 0 ? 0 : head + tag.length);
    if (size == 0) {
      bytes = new byte[0];
      levelAt = -1;
      return;
    }
    bytes = new byte[4 + (size + 3) / 4 * 4];
    bytes[0] = (byte) (oneByte ? 0xBE : 0x10);
    bytes[1] = (byte) (oneByte ? 0xDE : 0x00);
    bytes[2] = (byte) ((bytes.length / 4 - 1) >> 8);
    bytes[3] = (byte) (bytes.length / 4 - 1);
    int at = 4;
    if (ids.audioLevel() != 0) {
      at = putHead(at, oneByte, ids.audioLevel(), 1);
      levelAt = at++;
    } else {
      levelAt = -1;
    }
    if (tag.length > 0) {
      at = putHead(at, oneByte, ids.mid(), tag.length);
      System.arraycopy(tag, 0, bytes, at, tag.length);
    }
  }

  private int putHead(int at, boolean oneByte, int id, int length) {
    if (oneByte) {
      bytes[at] = (byte) (id << 4 | (length - 1));
      return at + 1;
    }
    bytes[at] = (byte) id;
    bytes[at + 1] = (byte) length;
    return at + 2;
  }

  int length() {
    return bytes.length;
  }

  /** Writes the block and returns its length. */
  int write(byte[] into, int offset, int levelDbov, boolean voice) {
    System.arraycopy(bytes, 0, into, offset, bytes.length);
    if (levelAt >= 0) {
      into[offset + levelAt] = AudioLevel.toByte(levelDbov, voice);
    }
    return bytes.length;
  }
}
