package io.antiphon.peer;

import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.repair.RtxWriter;
import io.antiphon.rtp.repair.SentPackets;
import io.antiphon.rtp.rtcp.GenericNack;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import org.jspecify.annotations.Nullable;

/**
 * The last packets of an outgoing stream, to be sent again when they are asked for: in a stream of
 * their own (RFC 4588), else byte for byte, as their index is used up (RFC 3711 §3.3).
 */
final class OutboundRepair {
  private static final int MAX_PACKET = 2_048;
  private static final int SILENCE_DBOV = 127;

  private final ProtectedWay transport;
  private final RetransmissionFormat format;
  private final int audioLevelId;
  private final SentPackets history = new SentPackets();
  private final RtxWriter writer = new RtxWriter();
  private final RtpPacket packet = new RtpPacket();
  private final byte[] original = new byte[MAX_PACKET];
  private final @Nullable RtpSender stream;
  private long nacks;
  private long packets;
  private long bytes;

  OutboundRepair(ProtectedWay transport, RtpSession rtp, NegotiatedAudio negotiated, int rtxSsrc) {
    this.transport = transport;
    format = negotiated.auxiliary().retransmission();
    audioLevelId = negotiated.audioLevelId();
    stream =
        format.rtx() < 0
            ? null
            : rtp.addSender(
                new Ssrc(rtxSsrc),
                new PayloadType(format.rtx()),
                new HeaderExtensionIds(audioLevelId, negotiated.midId()),
                negotiated.mid());
  }

  RetransmissionFormat format() {
    return format;
  }

  /** Remembers the packet that stands in the transport's buffer, and sends it. */
  void send(long nowNanos, int length) {
    if (stream != null) {
      history.remember(nowNanos, transport.outgoing(), 0, length);
    }
    int sent = transport.protect(length);
    if (stream == null && sent > 0) {
      history.remember(nowNanos, transport.outgoing(), 0, sent);
    }
    transport.sendProtected(sent);
  }

  /** Sends again what is asked for and not forgotten. */
  void onNack(long nowNanos, GenericNack nack) {
    nacks++;
    for (int number : nack.lost()) {
      if (stream == null) {
        sendAsItWas(nowNanos, number);
      } else {
        sendInOwnStream(nowNanos, number, stream);
      }
    }
  }

  private void sendAsItWas(long nowNanos, int number) {
    int length = history.take(nowNanos, number, transport.outgoing());
    if (length > 0) {
      packets++;
      transport.sendProtected(length);
    }
  }

  private void sendInOwnStream(long nowNanos, int number, RtpSender out) {
    int length = history.take(nowNanos, number, original);
    if (length == 0) {
      return;
    }
    try {
      packet.wrap(original, 0, length);
      // Redundant audio and keys have no format to be sent again in; they repeat themselves.
      if (packet.payloadType() != format.of()) {
        return;
      }
      int level = packet.audioLevelByte(audioLevelId);
      int written =
          out.forward(
              nowNanos,
              transport.outgoing(),
              0,
              writer.write(packet),
              out.nextSequenceNumber(),
              packet.timestamp(),
              0,
              packet.marker(),
              level == RtpPacket.ABSENT ? SILENCE_DBOV : level & 0x7F,
              level != RtpPacket.ABSENT && (level & 0x80) != 0);
      packets++;
      bytes += packet.payloadLength();
      transport.sendRtp(written);
    } catch (RtpFormatException e) {
      throw new IllegalStateException("what we have sent is no RTP", e);
    }
  }

  /** Requests that came for this stream. */
  long nacks() {
    return nacks;
  }

  /** Packets sent again. */
  long packets() {
    return packets;
  }

  /** Bytes of their payloads, where they have a stream of their own. */
  long bytes() {
    return bytes;
  }

  /** The source of the stream they are sent in; null if it is the first one. */
  @Nullable Ssrc ssrc() {
    return stream == null ? null : stream.ssrc();
  }
}
