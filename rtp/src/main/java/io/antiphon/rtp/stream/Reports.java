package io.antiphon.rtp.stream;

import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.ExtendedReport;
import io.antiphon.rtp.rtcp.NtpTimestamp;
import io.antiphon.rtp.rtcp.ReceiverReport;
import io.antiphon.rtp.rtcp.ReportBlock;
import io.antiphon.rtp.rtcp.RtcpPacket;
import io.antiphon.rtp.rtcp.SourceDescription;
import java.util.ArrayList;
import java.util.List;

/**
 * What we report: an SR for each stream that is being sent, else an RR, then our names (RFC 3550
 * §6.1), then an XR where that was agreed on (RFC 3611).
 */
final class Reports {
  private final String cname;
  private final Ssrc ownSsrc;
  private final SourceTable sources;
  private final List<RtpSender> senders;
  private final ReferenceTimes references = new ReferenceTimes();
  private final RoundTripTime roundTrip = new RoundTripTime();
  private boolean extended;
  private long lastNanos;
  private long beforeNanos;

  Reports(String cname, Ssrc ownSsrc, SourceTable sources, List<RtpSender> senders) {
    this.cname = cname;
    this.ownSsrc = ownSsrc;
    this.sources = sources;
    this.senders = senders;
  }

  void start(long nowNanos) {
    lastNanos = nowNanos;
    beforeNanos = nowNanos;
  }

  void setExtended(boolean wanted) {
    extended = wanted;
  }

  RoundTripTime roundTrip() {
    return roundTrip;
  }

  /** Takes in the other side's, whether or not ours are wanted. */
  void onExtended(long nowNanos, NtpTimestamp ntp, ExtendedReport report) {
    for (ExtendedReport.Block block : report.blocks()) {
      if (block instanceof ExtendedReport.ReferenceTime time) {
        references.onReferenceTime(nowNanos, report.reporter(), time);
      } else if (block instanceof ExtendedReport.Delays answer) {
        for (ExtendedReport.Delay each : answer.delays()) {
          if (each.receiver().equals(ownSsrc) || ownSsrcs().contains(each.receiver())) {
            roundTrip.onReport(ntp.middle(), each.lastReferenceTime(), each.delaySince());
          }
        }
      }
    }
  }

  /** A regular report has been made. */
  void onReported(long nowNanos) {
    beforeNanos = lastNanos;
    lastNanos = nowNanos;
  }

  List<RtcpPacket> make(long nowNanos, NtpTimestamp ntp) {
    List<ReportBlock> blocks = new ArrayList<>();
    for (RtpReceiver receiver : sources.receivers()) {
      if (receiver.heardSinceReport()) {
        blocks.add(receiver.report(nowNanos));
      }
    }
    List<RtcpPacket> packets = new ArrayList<>();
    for (RtpSender sender : senders) {
      if (isSending(sender)) {
        // Blocks go with the first SR; the other sources' would only repeat them.
        packets.add(sender.report(nowNanos, ntp, packets.isEmpty() ? blocks : List.of()));
      }
    }
    boolean sending = !packets.isEmpty();
    if (!sending) {
      packets.add(new ReceiverReport(ownSsrc, blocks));
    }
    packets.add(names());
    List<ExtendedReport.Block> extensions = extensions(nowNanos, ntp, sending);
    if (!extensions.isEmpty()) {
      packets.add(new ExtendedReport(ownSsrc, extensions));
    }
    return packets;
  }

  /** Who sends measures the way by the reports on what it sends, and need not ask. */
  private List<ExtendedReport.Block> extensions(long nowNanos, NtpTimestamp ntp, boolean sending) {
    List<ExtendedReport.Block> blocks = new ArrayList<>();
    ExtendedReport.Delays delays = references.takeDelays(nowNanos);
    if (extended && !sending) {
      blocks.add(new ExtendedReport.ReferenceTime(ntp));
    }
    if (extended && delays != null) {
      blocks.add(delays);
    }
    return blocks;
  }

  SourceDescription names() {
    return SourceDescription.ofCname(cname, ownSsrcs());
  }

  /** Whether a packet was sent since the second-last report (RFC 3550 §6.3.8). */
  private boolean isSending(RtpSender sender) {
    return sender.packetsSent() > 0 && sender.lastPacketSentNanos() - beforeNanos >= 0;
  }

  List<Ssrc> ownSsrcs() {
    return senders.isEmpty() ? List.of(ownSsrc) : senders.stream().map(RtpSender::ssrc).toList();
  }
}
