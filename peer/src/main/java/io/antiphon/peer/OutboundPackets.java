package io.antiphon.peer;

import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import org.jspecify.annotations.Nullable;

/**
 * What is said in one section, packet by packet: marked where a talk spurt begins, with copies of
 * what went before (RFC 2198) where they help, and remembered where it may be asked for again.
 */
final class OutboundPackets {
  /** Softer than this is not called voice (RFC 6464 §3). */
  private static final int VOICE_DBOV = 50;

  private final MediaTransport transport;
  private final OutboundRate rate;
  private final OutboundWay way;
  private @Nullable RedundantOpus redundancy;
  private @Nullable TalkSpurt spurt;
  private @Nullable PayloadType payloadType;

  OutboundPackets(MediaTransport transport, RtpSession rtp, OutboundRate rate) {
    this.transport = transport;
    this.rate = rate;
    way = new OutboundWay(transport, rtp);
  }

  /** Puts into force what was negotiated: this format, and what goes with it. */
  void configure(NegotiatedAudio negotiated, PayloadType format, Redundancy copies, int rtxSsrc) {
    payloadType = format;
    boolean takesRed = negotiated.auxiliary().redOf() == format.value();
    redundancy =
        takesRed && copies != Redundancy.NEVER
            ? new RedundantOpus(negotiated.auxiliary(), copies)
            : null;
    spurt = new TalkSpurt(format);
    way.configure(negotiated, rtxSsrc);
  }

  OutboundWay way() {
    return way;
  }

  /** What is remembered to be sent again; null where that was not agreed on. */
  @Nullable OutboundRepair repair() {
    return way.repair();
  }

  /** Sends one of the packets that a slot has brought; nothing in it is a pause. */
  void send(long nowNanos, RtpSender out, EncodedSource speech, int index) {
    int ticks = speech.packetTicks();
    if (speech.payloadLength(index) == 0) {
      out.skip(ticks);
      return;
    }
    int level = speech.levelDbov();
    byte[] payload = speech.payload(index);
    int payloadLength = speech.payloadLength(index);
    TalkSpurt current = spurt;
    boolean voiceBegins = current != null && current.begins(out, speech.isComfortNoise(index));
    RedundantOpus copies = redundancy;
    if (copies != null) {
      boolean active = copies.isActive(nowNanos, out.remote(), rate.hasRoomForCopies());
      int withCopy = copies.write(payload, payloadLength, out.nextTimestamp(), active);
      out.setPayloadType(copies.payloadType(withCopy > 0));
      payload = withCopy > 0 ? copies.payload() : payload;
      payloadLength = withCopy > 0 ? withCopy : payloadLength;
    }
    int length =
        out.write(
            nowNanos,
            transport.outgoing(),
            0,
            payload,
            0,
            payloadLength,
            ticks,
            voiceBegins,
            level,
            level < VOICE_DBOV);
    way.send(nowNanos, length);
  }

  /** Sends a packet of somebody else's on, as it is. */
  void forward(
      long nowNanos,
      RtpSender out,
      RtpPacket packet,
      int sequenceNumber,
      int timestamp,
      int durationTicks,
      boolean marker,
      int levelDbov) {
    PayloadType format = payloadType;
    if (redundancy != null && format != null) {
      redundancy = null;
      out.setPayloadType(format);
    }
    int length =
        out.forward(
            nowNanos,
            transport.outgoing(),
            0,
            packet,
            sequenceNumber,
            timestamp,
            durationTicks,
            marker,
            levelDbov,
            levelDbov < VOICE_DBOV);
    way.send(nowNanos, length);
  }
}
