package io.antiphon.peer;

import java.nio.ByteBuffer;

/** What a datagram carries, told by its first bytes (RFC 7983 §7, RFC 5761 §4). */
enum DatagramKind {
  STUN,
  DTLS,
  RTP,
  RTCP,
  /** ZRTP, TURN channel data, or nothing of ours. */
  OTHER;

  static DatagramKind of(ByteBuffer datagram) {
    if (datagram.remaining() < 2) {
      return OTHER;
    }
    int first = datagram.get(datagram.position()) & 0xff;
    if (first <= 3) {
      return STUN;
    }
    if (first >= 20 && first <= 63) {
      return DTLS;
    }
    if (first >= 128 && first <= 191) {
      int second = datagram.get(datagram.position() + 1) & 0xff;
      return second >= 192 && second <= 223 ? RTCP : RTP;
    }
    return OTHER;
  }
}
