package io.antiphon.peer;

import io.antiphon.codec.AudioSource;
import io.antiphon.rtp.HeaderExtensionIds;
import io.antiphon.rtp.PayloadType;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import org.jspecify.annotations.Nullable;

/**
 * What one transceiver sends: one packet per slot of the media clock.
 *
 * <p>RTP time runs on whether or not there is anything to say, so that the other side hears a pause
 * as a pause.
 */
final class OutboundAudio {
  /** Softer than this is not called voice (RFC 6464 §3). */
  private static final int VOICE_DBOV = 50;

  private final Transceiver transceiver;
  private final Endpoint endpoint;
  private final MediaTransport transport;
  private final RtpSession rtp;
  private @Nullable RtpSender sender;
  private @Nullable EncodedSource encoded;
  private @Nullable CodecParameters codec;
  private boolean forwarding;

  OutboundAudio(
      Transceiver transceiver, MediaTransport transport, Endpoint endpoint, RtpSession rtp) {
    this.transceiver = transceiver;
    this.transport = transport;
    this.endpoint = endpoint;
    this.rtp = rtp;
  }

  @Nullable String mid() {
    return transceiver.mid();
  }

  /** The stream's numbers; null before anything was negotiated to be sent. */
  @Nullable RtpSender sender() {
    return sender;
  }

  /** The codec that is sent; null before one was negotiated. */
  @Nullable CodecParameters codec() {
    return codec;
  }

  /** Puts into force what was negotiated. */
  void configure() {
    NegotiatedAudio negotiated = transceiver.negotiated();
    if (negotiated == null || negotiated.codecs().isEmpty()) {
      codec = null;
      letGo();
      return;
    }
    CodecParameters wanted = negotiated.codecs().get(0);
    if (!wanted.equals(codec)) {
      codec = wanted;
      letGo();
    }
    PayloadType payloadType = new PayloadType(wanted.payloadType());
    RtpSender current = sender;
    if (current == null || current.clockRateHz() != wanted.codec().clockRateHz()) {
      HeaderExtensionIds ids =
          new HeaderExtensionIds(negotiated.audioLevelId(), negotiated.midId());
      sender = rtp.addSender(new Ssrc(transceiver.ssrc()), payloadType, ids, negotiated.mid());
    } else {
      current.setPayloadType(payloadType);
    }
  }

  /**
   * Sends the packet of this slot.
   *
   * @param slots that have passed since the last call; all but the last are left out
   */
  void play(long nowNanos, long slot, int slots) {
    RtpSender out = sender;
    CodecParameters current = codec;
    if (out == null || current == null || forwarding) {
      return;
    }
    int slotTicks = current.codec().clockRateHz() / 50;
    out.skip((slots - 1) * slotTicks);
    EncodedSource speech = sends() ? speech(current) : null;
    if (speech == null) {
      out.skip(slotTicks);
      return;
    }
    speech.advanceTo(slot);
    if (speech.payloadLength() == 0 || speech.source().ended()) {
      out.skip(slotTicks);
      return;
    }
    int level = speech.levelDbov();
    int length =
        out.write(
            nowNanos,
            transport.outgoing(),
            0,
            speech.payload(),
            0,
            speech.payloadLength(),
            slotTicks,
            false,
            level,
            level < VOICE_DBOV);
    transport.sendRtp(length);
  }

  private boolean sends() {
    NegotiatedAudio negotiated = transceiver.negotiated();
    return negotiated != null && negotiated.direction().sends() && transport.ready();
  }

  /** Whether packets of others can be sent on in it: it was negotiated, with Opus first. */
  boolean forwards() {
    NegotiatedAudio negotiated = transceiver.negotiated();
    CodecParameters current = codec;
    return negotiated != null
        && negotiated.direction().sends()
        && current != null
        && current.codec() == AudioCodec.OPUS;
  }

  /** Whether there is a way for them now. */
  boolean readyToForward() {
    return forwards() && sends();
  }

  /** Sends a packet of somebody else's on; from then on nothing but such packets is sent. */
  void forward(
      long nowNanos,
      RtpPacket packet,
      int sequenceNumber,
      int timestamp,
      int durationTicks,
      boolean marker,
      int levelDbov) {
    RtpSender out = sender;
    if (out == null) {
      return;
    }
    forwarding = true;
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
    transport.sendRtp(length);
  }

  private @Nullable EncodedSource speech(CodecParameters wanted) {
    AudioSource source = transceiver.source();
    EncodedSource current = encoded;
    Processing own = transceiver.processing().isEmpty() ? null : transceiver.processing();
    if (current != null && current.source().source() == source && current.processing() == own) {
      return current;
    }
    letGo();
    if (source == null) {
      return null;
    }
    encoded = endpoint.encoded(source, wanted, transceiver.contentHint(), own);
    return encoded;
  }

  private void letGo() {
    EncodedSource current = encoded;
    if (current != null) {
      endpoint.release(current);
      encoded = null;
    }
  }

  void close() {
    letGo();
  }
}
