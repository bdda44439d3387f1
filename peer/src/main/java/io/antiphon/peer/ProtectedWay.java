package io.antiphon.peer;

/** The way out of a peer's RTP packets, through SRTP. */
interface ProtectedWay {
  /** Where a packet is written to be sent. */
  byte[] outgoing();

  /** Protects the packet of this length that stands there, and returns the length it has then. */
  int protect(int length);

  /** Sends the first bytes of what stands there as they are; nothing if there are none. */
  void sendProtected(int length);

  /** Protects the packet of this length that stands there, and sends it. */
  void sendRtp(int length);
}
