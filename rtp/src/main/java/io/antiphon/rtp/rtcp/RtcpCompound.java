package io.antiphon.rtp.rtcp;

import io.antiphon.rtp.RtpFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The RTCP packets of one datagram (RFC 3550 §6.1). Reading takes reduced-size ones too, which may
 * start with any type and hold a single packet (RFC 5506). Types unknown to us become {@link
 * UnknownRtcp}; framing is strict (RFC 3550 appendix A.2), so one wrong length refuses the whole.
 *
 * @param packets in the datagram's order, at least one
 */
public record RtcpCompound(List<RtcpPacket> packets) {
  /**
   * Keeps a copy of the packets.
   *
   * @throws IllegalArgumentException if there are none
   */
  public RtcpCompound {
    packets = List.copyOf(packets);
    if (packets.isEmpty()) {
      throw new IllegalArgumentException("a compound without packets");
    }
  }

  /**
   * Parses a datagram.
   *
   * @param datagram its remaining bytes, big-endian; position and limit stay as they are
   * @throws RtpFormatException if any packet in it is malformed
   */
  public static RtcpCompound parse(ByteBuffer datagram) throws RtpFormatException {
    ByteBuffer in = datagram.slice();
    if (!in.hasRemaining()) {
      throw new RtpFormatException("empty RTCP datagram");
    }
    List<RtcpPacket> packets = new ArrayList<>();
    while (in.hasRemaining()) {
      packets.add(next(in));
    }
    return new RtcpCompound(packets);
  }

  private static RtcpPacket next(ByteBuffer in) throws RtpFormatException {
    if (in.remaining() < RtcpHeader.LENGTH) {
      throw new RtpFormatException("RTCP header cut short at " + in.remaining() + " of 4 bytes");
    }
    int first = in.get() & 0xFF;
    if (first >> 6 != 2) {
      throw new RtpFormatException("RTCP version is " + (first >> 6) + ", not 2");
    }
    int type = in.get() & 0xFF;
    int length = 4 * (in.getShort() & 0xFFFF);
    if (length > in.remaining()) {
      throw new RtpFormatException(
          "RTCP packet of " + length + " bytes has " + in.remaining() + " left");
    }
    ByteBuffer body = in.slice(in.position(), length);
    in.position(in.position() + length);
    if ((first & 0x20) != 0) {
      boolean feedback =
          type == TransportFeedback.TYPE && (first & 0x1F) == TransportFeedback.FORMAT;
      removePadding(body, in.hasRemaining() && !feedback, feedback ? 1 : 4);
    }
    return read(type, first & 0x1F, body);
  }

  /**
   * Padding is a multiple of four and stands at the end of the datagram (RFC 3550 §6.4.1). Browsers
   * bend both for transport feedback, whose one to three odd bytes they announce as padding.
   */
  private static void removePadding(ByteBuffer body, boolean more, int unit)
      throws RtpFormatException {
    if (more) {
      throw new RtpFormatException("RTCP padding before the last packet");
    }
    int padding = body.hasRemaining() ? body.get(body.limit() - 1) & 0xFF : 0;
    if (padding == 0 || padding % unit != 0 || padding > body.limit()) {
      throw new RtpFormatException("RTCP padding of " + padding + " bytes");
    }
    body.limit(body.limit() - padding);
  }

  private static RtcpPacket read(int type, int count, ByteBuffer body) throws RtpFormatException {
    return switch (type) {
      case RtcpHeader.SENDER_REPORT -> SenderReport.read(count, body);
      case RtcpHeader.RECEIVER_REPORT -> ReceiverReport.read(count, body);
      case RtcpHeader.SOURCE_DESCRIPTION -> SourceDescription.read(count, body);
      case RtcpHeader.GOODBYE -> Goodbye.read(count, body);
      case GenericNack.TYPE -> readTransportLayerFeedback(type, count, body);
      case ExtendedReport.TYPE -> ExtendedReport.read(body);
      default -> new UnknownRtcp(type, count, body);
    };
  }

  private static RtcpPacket readTransportLayerFeedback(int type, int format, ByteBuffer body)
      throws RtpFormatException {
    return switch (format) {
      case GenericNack.FORMAT -> GenericNack.read(body);
      case TransportFeedback.FORMAT -> TransportFeedback.read(body);
      default -> new UnknownRtcp(type, format, body);
    };
  }

  /** Bytes that {@link #writeTo} writes: a multiple of four. */
  public int length() {
    return packets.stream().mapToInt(RtcpPacket::length).sum();
  }

  /**
   * Writes the packets one behind the other and advances the buffer's position.
   *
   * @param out big-endian, with {@link #length} bytes left
   * @throws java.nio.BufferOverflowException if it has fewer
   */
  public void writeTo(ByteBuffer out) {
    packets.forEach(packet -> packet.writeTo(out));
  }
}
