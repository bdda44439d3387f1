package io.antiphon.dtlssrtp;

/**
 * The few fields that can be read in a datagram of DTLS records without any key (RFC 6347 §4.1,
 * §4.2.2).
 *
 * <pre>
 * record:    type(1) version(2) epoch(2) sequence_number(6) length(2) fragment
 * handshake: msg_type(1) length(3) message_seq(2) fragment_offset(3) fragment_length(3)
 * </pre>
 */
final class DtlsRecords {
  static final int HEADER_LENGTH = 13;
  static final int HANDSHAKE_HEADER_LENGTH = 12;
  static final int HANDSHAKE = 22;
  static final int CLIENT_HELLO = 1;

  private DtlsRecords() {}

  /** Where the record after this one begins. */
  static int next(byte[] datagram, int offset) {
    return offset + HEADER_LENGTH + uint16(datagram, offset + 11);
  }

  static boolean hasHeader(byte[] datagram, int offset, int end) {
    return end - offset >= HEADER_LENGTH;
  }

  static int epoch(byte[] datagram, int offset) {
    return uint16(datagram, offset + 3);
  }

  /** Whether a handshake message, or the beginning of one, can be read there as plaintext. */
  static boolean isPlainHandshake(byte[] datagram, int offset, int end) {
    return end - offset >= HEADER_LENGTH + HANDSHAKE_HEADER_LENGTH
        && datagram[offset] == HANDSHAKE
        && epoch(datagram, offset) == 0;
  }

  static int messageType(byte[] datagram, int offset) {
    return datagram[offset + HEADER_LENGTH] & 0xff;
  }

  static int messageSeq(byte[] datagram, int offset) {
    return uint16(datagram, offset + HEADER_LENGTH + 4);
  }

  static void setSequenceNumber(byte[] datagram, int offset, long number) {
    for (int i = 0; i < 6; i++) {
      datagram[offset + 5 + i] = (byte) (number >>> (8 * (5 - i)));
    }
  }

  /** Numbers the records of epoch 0 from {@code next} on; returns what comes after the last. */
  static long renumberPlain(byte[] datagram, long next) {
    for (int at = 0; hasHeader(datagram, at, datagram.length); at = next(datagram, at)) {
      if (epoch(datagram, at) == 0) {
        setSequenceNumber(datagram, at, next++);
      }
    }
    return next;
  }

  private static int uint16(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
  }
}
