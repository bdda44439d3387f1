package io.antiphon.ice;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Finds the messages in a stream: STUN and ChannelData say their length in the same place (RFC 8489
 * §6.2.2, RFC 8656 §12.5).
 */
final class StunStream {
  /** The longest of either: 20 bytes and what 16 bits can say. */
  static final int MAX_MESSAGE = StunFraming.HEADER_LENGTH + 0xffff + 1;

  private final ByteBuffer bytes = ByteBuffer.allocate(2 * MAX_MESSAGE);

  /** Where the next bytes are to be written, at its position; then {@link #takeMessages}. */
  ByteBuffer space() {
    return bytes;
  }

  /**
   * Hands over each whole message, valid only during the call.
   *
   * @throws StunFormatException if this is no stream of such messages: there is no way back in
   */
  void takeMessages(Consumer<ByteBuffer> to) throws StunFormatException {
    int end = bytes.position();
    int start = 0;
    while (end - start >= TurnChannels.HEADER_LENGTH) {
      int length = length(start);
      int padded = length + 3 & ~3;
      if (end - start < padded) {
        break;
      }
      ByteBuffer message = bytes.duplicate().limit(start + length).position(start);
      to.accept(message);
      start += padded;
    }
    bytes.limit(end).position(start);
    bytes.compact();
  }

  private int length(int start) throws StunFormatException {
    int said = bytes.getShort(start + 2) & 0xffff;
    int first = bytes.get(start) & 0xff;
    if (first >>> 4 == 4) {
      return TurnChannels.HEADER_LENGTH + said;
    }
    boolean cookie =
        bytes.position() - start < 8 || bytes.getInt(start + 4) == StunFraming.MAGIC_COOKIE;
    if (first > 3 || said % 4 != 0 || !cookie) {
      throw new StunFormatException("no STUN message or channel data in the stream");
    }
    return StunFraming.HEADER_LENGTH + said;
  }
}
