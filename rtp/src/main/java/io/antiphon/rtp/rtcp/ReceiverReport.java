package io.antiphon.rtp.rtcp;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.Ssrc;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * RR: what somebody who is not sending hears (RFC 3550 §6.4.2). A profile's own words behind the
 * reports are read over.
 *
 * @param reporter who sends it
 * @param reports at most 31, and none when nothing was heard
 */
public record ReceiverReport(Ssrc reporter, List<ReportBlock> reports) implements RtcpPacket {
  private static final int FIXED_LENGTH = 4;

  /**
   * Keeps a copy of the reports.
   *
   * @throws IllegalArgumentException if they are more than 31
   */
  public ReceiverReport {
    reports = List.copyOf(reports);
    RtcpHeader.checkCount(reports.size(), "report blocks");
  }

  static ReceiverReport read(int count, ByteBuffer body) throws RtpFormatException {
    RtcpHeader.require(body, FIXED_LENGTH + count * ReportBlock.LENGTH, "receiver report");
    return new ReceiverReport(new Ssrc(body.getInt()), ReportBlock.read(body, count));
  }

  @Override
  public int type() {
    return RtcpHeader.RECEIVER_REPORT;
  }

  @Override
  public int length() {
    return RtcpHeader.LENGTH + FIXED_LENGTH + reports.size() * ReportBlock.LENGTH;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    RtcpHeader.write(out, reports.size(), type(), length());
    out.putInt(reporter.value());
    reports.forEach(report -> report.writeTo(out));
  }
}
