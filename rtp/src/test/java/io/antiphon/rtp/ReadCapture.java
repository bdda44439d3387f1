package io.antiphon.rtp;

import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;

/** What is in a capture, without a network. */
final class ReadCapture {
  private ReadCapture() {}

  /** Prints a line for each packet, and for what was lost before it. */
  public static void main(String[] args) throws RtpFormatException {
    int next = -1;
    for (ByteBuffer datagram : Vectors.hex("rtp/opus-three-packets").packets().toList()) {
      RtpPacket packet = RtpPacket.parse(datagram);
      for (;
          next >= 0 && SequenceNumber.difference(packet.sequenceNumber(), next) > 0;
          next = (next + 1) & 0xFFFF) {
        System.out.println(next + " was lost");
      }
      next = (packet.sequenceNumber() + 1) & 0xFFFF;
      System.out.printf(
          "%d %d %d bytes %s%n",
          packet.sequenceNumber(),
          packet.timestamp(),
          packet.payloadLength(),
          packet.audioLevel(1));
    }
  }
}
