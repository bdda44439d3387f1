package io.antiphon.rtp;

import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;

/** What is in a capture, without a network. */
final class ReadCapture {
  private ReadCapture() {}

  /** Prints a line for each packet. */
  public static void main(String[] args) throws RtpFormatException {
    for (ByteBuffer datagram : Vectors.hex("rtp/opus-three-packets").packets().toList()) {
      RtpPacket packet = RtpPacket.parse(datagram);
      System.out.printf(
          "%d %d %d bytes %s%n",
          packet.sequenceNumber(),
          packet.timestamp(),
          packet.payloadLength(),
          packet.audioLevel(1));
    }
  }
}
