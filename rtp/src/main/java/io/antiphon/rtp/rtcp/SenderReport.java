package io.antiphon.rtp.rtcp;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpTimestamp;
import io.antiphon.rtp.Ssrc;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * SR: what one source has sent, and what it hears from others (RFC 3550 §6.4.1). A profile's own
 * words behind the reports are read over.
 *
 * @param source who sends it
 * @param ntp wall-clock time of sending
 * @param rtpTimestamp the same instant on the source's RTP clock
 * @param packetCount RTP packets sent since the beginning, unsigned 32 bits
 * @param octetCount bytes of their payloads, unsigned 32 bits
 * @param reports at most 31
 */
public record SenderReport(
    Ssrc source,
    NtpTimestamp ntp,
    RtpTimestamp rtpTimestamp,
    int packetCount,
    int octetCount,
    List<ReportBlock> reports)
    implements RtcpPacket {
  private static final int FIXED_LENGTH = 24;

  /**
   * Keeps a copy of the reports.
   *
   * @throws IllegalArgumentException if they are more than 31
   */
  public SenderReport {
    reports = List.copyOf(reports);
    RtcpHeader.checkCount(reports.size(), "report blocks");
  }

  static SenderReport read(int count, ByteBuffer body) throws RtpFormatException {
    RtcpHeader.require(body, FIXED_LENGTH + count * ReportBlock.LENGTH, "sender report");
    return new SenderReport(
        new Ssrc(body.getInt()),
        new NtpTimestamp(body.getLong()),
        new RtpTimestamp(body.getInt()),
        body.getInt(),
        body.getInt(),
        ReportBlock.read(body, count));
  }

  @Override
  public int type() {
    return RtcpHeader.SENDER_REPORT;
  }

  @Override
  public int length() {
    return RtcpHeader.LENGTH + FIXED_LENGTH + reports.size() * ReportBlock.LENGTH;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    RtcpHeader.write(out, reports.size(), type(), length());
    out.putInt(source.value()).putLong(ntp.bits()).putInt(rtpTimestamp.value());
    out.putInt(packetCount).putInt(octetCount);
    reports.forEach(report -> report.writeTo(out));
  }
}
