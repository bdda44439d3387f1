package io.antiphon.ice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The outside of a STUN message, read where it lies (RFC 8489 §5): enough to say whose it is,
 * before anything is copied or decoded.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Magic Cookie                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Transaction ID (96 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class StunFraming {
  static final int HEADER_LENGTH = 20;
  static final int TRANSACTION_ID_OFFSET = 8;
  static final int MAGIC_COOKIE = 0x2112a442;
  static final int BINDING_REQUEST = 0x0001;
  static final int ALLOCATE_REQUEST = 0x0003;
  static final int REFRESH_REQUEST = 0x0004;
  static final int CREATE_PERMISSION_REQUEST = 0x0008;
  static final int CHANNEL_BIND_REQUEST = 0x0009;
  static final int SEND_INDICATION = 0x0016;
  static final int DATA_INDICATION = 0x0017;
  private static final int CLASS_MASK = 0x0110;
  private static final int SUCCESS_CLASS = 0x0100;
  private static final int ERROR_CLASS = 0x0110;
  static final int BINDING_INDICATION = 0x0011;
  static final int BINDING_SUCCESS = 0x0101;
  static final int BINDING_ERROR = 0x0111;
  static final int DATA = 0x0013;
  private static final int USERNAME = 0x0006;
  private static final int MAX_UFRAG = 256;

  private StunFraming() {}

  /** Whether the first byte says STUN (RFC 7983 §7). */
  static boolean isStun(ByteBuffer datagram) {
    return datagram.hasRemaining() && (datagram.get(datagram.position()) & 0xff) <= 3;
  }

  /** Whether this is a STUN message whose attributes all lie inside it. */
  static boolean isWellFormed(ByteBuffer datagram) {
    int start = datagram.position();
    int length = datagram.remaining();
    if (length < HEADER_LENGTH
        || length % 4 != 0
        || (datagram.get(start) & 0xc0) != 0
        || (datagram.getShort(start + 2) & 0xffff) != length - HEADER_LENGTH
        || datagram.getInt(start + 4) != MAGIC_COOKIE) {
      return false;
    }
    int at = start + HEADER_LENGTH;
    while (at < datagram.limit()) {
      at = next(datagram, at);
    }
    return at == datagram.limit();
  }

  static boolean isSuccess(int type) {
    return (type & CLASS_MASK) == SUCCESS_CLASS;
  }

  static boolean isError(int type) {
    return (type & CLASS_MASK) == ERROR_CLASS;
  }

  /** Whether it answers a request, well or badly. */
  static boolean isAnswer(int type) {
    return isSuccess(type) || isError(type);
  }

  /** Type and class together: {@link #BINDING_REQUEST} and its like. */
  static int type(ByteBuffer stun) {
    return stun.getShort(stun.position());
  }

  /**
   * What stands before the colon in USERNAME: the ufrag of the receiver (RFC 8445 §7.2.2), or null
   * if there is none. The message must be well-formed.
   */
  static @Nullable String localUfrag(ByteBuffer stun) {
    int at = find(stun, USERNAME);
    if (at < 0) {
      return null;
    }
    int length = Math.min(stun.getShort(at + 2) & 0xffff, MAX_UFRAG + 1);
    byte[] ufrag = new byte[length];
    for (int i = 0; i < length; i++) {
      byte b = stun.get(at + 4 + i);
      if (b == ':') {
        return new String(ufrag, 0, i, StandardCharsets.ISO_8859_1);
      }
      ufrag[i] = b;
    }
    return null;
  }

  /** Where the first attribute of a type starts, or -1. The message must be well-formed. */
  static int find(ByteBuffer stun, int attributeType) {
    int at = stun.position() + HEADER_LENGTH;
    while (at < stun.limit()) {
      if ((stun.getShort(at) & 0xffff) == attributeType) {
        return at;
      }
      at = next(stun, at);
    }
    return -1;
  }

  /** Where the attribute after this one starts: values are padded to 4 bytes (RFC 8489 §14). */
  private static int next(ByteBuffer stun, int at) {
    int valueLength = stun.getShort(at + 2) & 0xffff;
    return at + 4 + (valueLength + 3 & ~3);
  }
}
