package io.antiphon.rtp.rtcp;

import io.antiphon.rtp.Ssrc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One source as one receiver heard it (RFC 3550 §6.4.1).
 *
 * @param source which one
 * @param fractionLost of the packets since the report before, in 1/256: 0 to 255
 * @param cumulativeLost since the beginning, −8388608 to 8388607; negative when duplicates
 *     outnumber the lost
 * @param extendedHighestSequence cycles × 65536 + highest sequence number received, unsigned
 * @param jitterTicks interarrival jitter in ticks of the RTP clock, unsigned
 * @param lastSenderReport {@link NtpTimestamp#middle} of the last one received; 0 for none
 * @param delaySinceLastSenderReport from receiving that to sending this, in 1/65536 s, unsigned
 */
public record ReportBlock(
    Ssrc source,
    int fractionLost,
    int cumulativeLost,
    int extendedHighestSequence,
    int jitterTicks,
    int lastSenderReport,
    int delaySinceLastSenderReport) {
  static final int LENGTH = 24;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a loss does not fit in its bits
   */
  public ReportBlock {
    if (fractionLost < 0 || fractionLost > 255) {
      throw new IllegalArgumentException("fraction lost " + fractionLost + " is not 0 to 255");
    }
    if (cumulativeLost < -0x80_0000 || cumulativeLost > 0x7F_FFFF) {
      throw new IllegalArgumentException("packets lost " + cumulativeLost + " is not 24 bits");
    }
  }

  static ReportBlock read(ByteBuffer in) {
    Ssrc source = new Ssrc(in.getInt());
    int losses = in.getInt();
    return new ReportBlock(
        source,
        losses >>> 24,
        losses << 8 >> 8,
        in.getInt(),
        in.getInt(),
        in.getInt(),
        in.getInt());
  }

  static List<ReportBlock> read(ByteBuffer in, int count) {
    List<ReportBlock> reports = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      reports.add(read(in));
    }
    return reports;
  }

  void writeTo(ByteBuffer out) {
    out.putInt(source.value())
        .putInt(fractionLost << 24 | (cumulativeLost & 0xFF_FFFF))
        .putInt(extendedHighestSequence)
        .putInt(jitterTicks)
        .putInt(lastSenderReport)
        .putInt(delaySinceLastSenderReport);
  }
}
