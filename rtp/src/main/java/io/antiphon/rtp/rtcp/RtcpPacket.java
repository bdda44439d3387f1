package io.antiphon.rtp.rtcp;

import java.nio.ByteBuffer;

/** One RTCP packet, alone or within an {@link RtcpCompound} (RFC 3550 §6.1). Immutable. */
public sealed interface RtcpPacket
    permits SenderReport,
        ReceiverReport,
        SourceDescription,
        Goodbye,
        GenericNack,
        TransportFeedback,
        ExtendedReport,
        UnknownRtcp {
  /** The packet type, 0 to 255. */
  int type();

  /** Bytes that {@link #writeTo} writes, header included: a multiple of four. */
  int length();

  /**
   * Writes the packet and advances the buffer's position.
   *
   * @param out big-endian, with {@link #length} bytes left
   * @throws java.nio.BufferOverflowException if it has fewer
   */
  void writeTo(ByteBuffer out);
}
