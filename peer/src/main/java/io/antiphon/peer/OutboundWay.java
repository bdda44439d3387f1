package io.antiphon.peer;

import io.antiphon.rtp.stream.RtpSession;
import org.jspecify.annotations.Nullable;

/** The way out of one section's packets: protected, and remembered where they may be asked for. */
final class OutboundWay implements DtmfSender.Way {
  private final MediaTransport transport;
  private final RtpSession rtp;
  private @Nullable OutboundRepair repair;

  OutboundWay(MediaTransport transport, RtpSession rtp) {
    this.transport = transport;
    this.rtp = rtp;
  }

  /** Puts into force what was negotiated. */
  void configure(NegotiatedAudio negotiated, int rtxSsrc) {
    OutboundRepair current = repair;
    RetransmissionFormat format = negotiated.auxiliary().retransmission();
    if (format.of() < 0) {
      repair = null;
    } else if (current == null || !current.format().equals(format)) {
      repair = new OutboundRepair(transport, rtp, negotiated, rtxSsrc);
    }
  }

  /** What is remembered to be sent again; null where that was not agreed on. */
  @Nullable OutboundRepair repair() {
    return repair;
  }

  @Override
  public byte[] outgoing() {
    return transport.outgoing();
  }

  @Override
  public void send(long nowNanos, int length) {
    OutboundRepair remembering = repair;
    if (remembering == null) {
      transport.sendRtp(length);
    } else {
      remembering.send(nowNanos, length);
    }
  }
}
