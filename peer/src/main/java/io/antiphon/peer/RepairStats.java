package io.antiphon.peer;

import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.stream.RtpReceiver;
import io.antiphon.rtp.stream.RtpSender;

/**
 * Packets asked for and sent again, as members of {@code inbound-rtp} and {@code outbound-rtp}: W3C
 * counts them in the stream that they belong to, whichever they came in.
 */
final class RepairStats {
  private RepairStats() {}

  static void addTo(StatsReport.Builder.Entry entry, InboundAudio inbound, RtpReceiver receiver) {
    InboundRepair repair = inbound.repair();
    if (repair == null) {
      return;
    }
    entry.with("nackCount", repair.nacks());
    if (repair.hasOwnStream()) {
      entry
          .with("retransmittedPacketsReceived", receiver.retransmittedPacketsReceived())
          .with("retransmittedBytesReceived", receiver.retransmittedBytesReceived())
          .with("rtxSsrc", repair.rtxSsrc() == 0 ? null : repair.rtxSsrc() & 0xffff_ffffL);
    }
  }

  static void addTo(StatsReport.Builder.Entry entry, OutboundAudio outbound, RtpSender sender) {
    OutboundRepair repair = outbound.repair();
    long again = repair == null ? 0 : repair.packets();
    long bytesAgain = repair == null ? 0 : repair.bytes();
    entry
        .with("packetsSent", sender.packetsSent() + again)
        .with("bytesSent", sender.bytesSent() + bytesAgain);
    if (repair != null) {
      Ssrc own = repair.ssrc();
      entry
          .with("nackCount", repair.nacks())
          .with("retransmittedPacketsSent", again)
          .with("retransmittedBytesSent", own == null ? null : bytesAgain)
          .with("rtxSsrc", own == null ? null : own.value() & 0xffff_ffffL);
    }
  }
}
