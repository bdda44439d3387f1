package io.antiphon.rtp.stream;

import io.antiphon.rtp.RtpTimestamp;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.NtpTimestamp;
import io.antiphon.rtp.rtcp.ReportBlock;
import io.antiphon.rtp.rtcp.SenderReport;
import java.util.List;

/** What a stream has sent so far: how much, and when the newest packet of it. */
final class SentPackets {
  private long packets;
  private long payloadBytes;
  private long headerBytes;
  private long newestNanos;
  private int newestTimestamp;

  /** One more was written. */
  void count(int headerLength, int payloadLength) {
    packets++;
    payloadBytes += payloadLength;
    headerBytes += headerLength;
  }

  /** The one that is being written is later in the stream than all before it. */
  void setNewest(long nowNanos, int timestamp) {
    newestNanos = nowNanos;
    newestTimestamp = timestamp;
  }

  long packets() {
    return packets;
  }

  long payloadBytes() {
    return payloadBytes;
  }

  long headerBytes() {
    return headerBytes;
  }

  /** When the newest was written; 0 before the first. */
  long newestNanos() {
    return newestNanos;
  }

  /** Of the newest, an unsigned number in an {@code int}. */
  int newestTimestamp() {
    return newestTimestamp;
  }

  /** What the timestamp of the newest has grown to by the clock; before there is one, the first. */
  int timestampAt(long nowNanos, int clockRateHz, int first) {
    if (packets == 0) {
      return first;
    }
    return newestTimestamp + (int) (long) Math.rint((nowNanos - newestNanos) * 1e-9 * clockRateHz);
  }

  /** What is said of them to their receivers, at that time of the stream. */
  SenderReport report(Ssrc ssrc, NtpTimestamp ntp, int timestamp, List<ReportBlock> reports) {
    return new SenderReport(
        ssrc, ntp, new RtpTimestamp(timestamp), (int) packets, (int) payloadBytes, reports);
  }
}
