package io.antiphon.bench.ice;

import java.io.IOException;

/** The side that is measured: answers callers on one UDP port, and sends each 50 packets/s. */
interface Answerer {
  /** Of a packet: 100 bytes, and no STUN nor DTLS by its first. */
  int PACKET_BYTES = 100;

  byte FIRST_BYTE = (byte) 0x80;

  /** Between two packets. */
  long SLOT_NANOS = 20_000_000;

  /**
   * Takes a caller's credentials.
   *
   * @return ours: ufrag, password, address and port
   */
  Credentials answer(String ufrag, String pwd) throws Exception;

  /** Packets that have come so far. */
  long received();

  /** Runs until the process ends. */
  void run() throws IOException, InterruptedException;

  /** What the other side is told. */
  record Credentials(String ufrag, String pwd, String host, int port) {}

  /** One packet. */
  static byte[] packet() {
    byte[] packet = new byte[PACKET_BYTES];
    packet[0] = FIRST_BYTE;
    return packet;
  }
}
