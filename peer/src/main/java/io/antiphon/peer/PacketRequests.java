package io.antiphon.peer;

import io.antiphon.ice.CandidatePair;
import io.antiphon.rtp.rtcp.GenericNack;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;
import io.antiphon.rtp.stream.RtpSession;
import java.util.List;

/** A peer's requests for packets again, ours and theirs (RFC 4585 §6.2.1). */
final class PacketRequests {
  /** Taken for the round trip until one has been measured. */
  private static final long USUAL_ROUND_TRIP_NANOS = 80_000_000;

  private final RtpSession rtp;
  private final MediaTransport transport;
  private final List<OutboundAudio> outbound;

  PacketRequests(RtpSession rtp, MediaTransport transport, List<OutboundAudio> outbound) {
    this.rtp = rtp;
    this.transport = transport;
    this.outbound = outbound;
  }

  /** Sends again what the other side has asked for. */
  void answer(long nowNanos) {
    for (GenericNack nack = rtp.pollNack(); nack != null; nack = rtp.pollNack()) {
      for (OutboundAudio each : outbound) {
        each.onNack(nowNanos, nack);
      }
    }
  }

  /** Asks for what is missing and would still be of use. */
  void ask(long nowNanos, InboundAudio inbound) {
    InboundRepair repair = inbound.repair();
    RtpReceiver receiver = inbound.receiver();
    if (repair == null || receiver == null || !transport.ready()) {
      return;
    }
    List<Integer> lost = repair.ask(nowNanos, roundTripNanos(), inbound.patienceNanos());
    if (!lost.isEmpty()) {
      transport.sendRtcp(rtp.nack(receiver.ssrc(), lost));
    }
  }

  /** By reports on what we send, else by extended reports, else as ICE's checks have it. */
  private long roundTripNanos() {
    for (int i = 0; i < outbound.size(); i++) {
      RtpSender sender = outbound.get(i).sender();
      if (sender != null && sender.remote().roundTripTimeMeasurements() > 0) {
        return (long) (sender.remote().roundTripTimeSeconds() * 1e9);
      }
    }
    if (rtp.roundTrip().measurements() > 0) {
      return (long) (rtp.roundTrip().seconds() * 1e9);
    }
    CandidatePair path = transport.path();
    var checked = path == null ? null : path.currentRoundTripTime();
    return checked == null ? USUAL_ROUND_TRIP_NANOS : checked.toNanos();
  }
}
