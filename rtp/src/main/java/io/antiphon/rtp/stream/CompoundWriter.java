package io.antiphon.rtp.stream;

import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.ReceiverReport;
import io.antiphon.rtp.rtcp.RtcpCompound;
import io.antiphon.rtp.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes what we send of RTCP: compounds, or less where that was agreed on (RFC 5506). */
final class CompoundWriter {
  private final Ssrc ownSsrc;
  private final Reports reports;
  private final ReportTimer timer;
  private boolean reducedSize;
  private long written;

  CompoundWriter(Ssrc ownSsrc, Reports reports, ReportTimer timer) {
    this.ownSsrc = ownSsrc;
    this.reports = reports;
    this.timer = timer;
  }

  void setReducedSize(boolean agreed) {
    reducedSize = agreed;
  }

  /** What is sent between reports: alone, or with the least that makes a compound. */
  ByteBuffer between(RtcpPacket packet) {
    return write(
        reducedSize
            ? List.of(packet)
            : List.of(new ReceiverReport(ownSsrc, List.of()), reports.names(), packet));
  }

  /** Writes them into a new array, with {@link RtpSession#TAIL_ROOM} behind the limit. */
  ByteBuffer write(List<RtcpPacket> packets) {
    RtcpCompound compound = new RtcpCompound(packets);
    ByteBuffer out = ByteBuffer.allocate(compound.length() + RtpSession.TAIL_ROOM);
    compound.writeTo(out);
    out.flip();
    written++;
    timer.onCompound(out.remaining());
    return out;
  }

  long written() {
    return written;
  }
}
