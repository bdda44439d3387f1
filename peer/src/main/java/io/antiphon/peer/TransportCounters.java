package io.antiphon.peer;

/** What went through a transport (W3C WebRTC statistics §8.12), and what did not. */
final class TransportCounters {
  long packetsSent;
  long packetsReceived;
  long bytesSent;
  long bytesReceived;

  /** How often a pair was selected, the first one included. */
  long pathChanges;

  /** From an address that has not passed a connectivity check. */
  long droppedFromStranger;

  /** Neither STUN, DTLS, RTP nor RTCP, or DTLS before there is a handshake. */
  long droppedUnknown;

  /** Forged, replayed or too old. */
  long rejected;

  /** The socket's buffer was full. */
  long droppedBySocket;

  void sent(int bytes) {
    packetsSent++;
    bytesSent += bytes;
  }

  void received(int bytes) {
    packetsReceived++;
    bytesReceived += bytes;
  }
}
