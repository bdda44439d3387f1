package io.antiphon.rtp.stream;

import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.Ssrc;
import io.antiphon.rtp.rtcp.NtpTimestamp;
import io.antiphon.rtp.rtcp.ReportBlock;
import io.antiphon.rtp.rtcp.SenderReport;

/**
 * Follows one incoming SSRC: sequence across wraps, loss, jitter, duplicates, and what its sender
 * is told of them (RFC 3550 §6.4.1, appendix A). One thread; nothing is allocated per packet.
 *
 * <p>The counts are those of W3C's {@code RTCInboundRtpStreamStats}, under its names.
 */
public final class RtpReceiver {
  private final Ssrc ssrc;
  private final SequenceTracker sequence = new SequenceTracker();
  private final InterarrivalJitter jitter;
  private int clockRateHz;
  private Arrival lastArrival = Arrival.NEW;
  private int payloadType = -1;
  private long packetsReceived;
  private long bytesReceived;
  private long headerBytesReceived;
  private long packetsDuplicated;
  private long packetsReordered;
  private long packetsOnProbation;
  private long restarts;
  private long retransmittedPacketsReceived;
  private long retransmittedBytesReceived;
  private long lastPacketReceivedNanos;
  private boolean heardSinceReport;
  private int lastSenderReport;
  private long lastSenderReportNanos;
  private long senderReportsReceived;
  private long remotePacketsSent;
  private long remoteBytesSent;

  /**
   * Starts with nothing received.
   *
   * @param ssrc the source to follow
   * @param clockRateHz ticks per second of its RTP clock, such as 48000 for Opus
   * @throws IllegalArgumentException if the rate is not positive
   */
  public RtpReceiver(Ssrc ssrc, int clockRateHz) {
    if (clockRateHz <= 0) {
      throw new IllegalArgumentException("clock rate " + clockRateHz + " Hz");
    }
    this.ssrc = ssrc;
    this.clockRateHz = clockRateHz;
    this.jitter = new InterarrivalJitter(clockRateHz);
  }

  /**
   * Accounts for one packet of this source.
   *
   * @param nowNanos its arrival
   * @param packet only read during the call
   * @return whether its payload is to be used, and why not
   * @throws IllegalArgumentException if the packet is of another source
   */
  public Arrival receive(long nowNanos, RtpPacket packet) {
    if (packet.ssrc() != ssrc.value()) {
      throw new IllegalArgumentException(
          "packet of " + new Ssrc(packet.ssrc()) + " given to the receiver of " + ssrc);
    }
    lastPacketReceivedNanos = nowNanos;
    lastArrival = sequence.accept(packet.sequenceNumber());
    if (lastArrival == Arrival.ON_PROBATION) {
      packetsOnProbation++;
      return lastArrival;
    }
    heardSinceReport = true;
    packetsReceived++;
    bytesReceived += packet.payloadLength();
    headerBytesReceived += packet.headerLength() + packet.paddingLength();
    count(nowNanos, packet);
    return lastArrival;
  }

  private void count(long nowNanos, RtpPacket packet) {
    switch (lastArrival) {
      case DUPLICATE -> {
        packetsDuplicated++;
        return; // a copy's arrival says nothing of the path's evenness
      }
      case REORDERED -> packetsReordered++;
      case RESTARTED -> {
        restarts++;
        jitter.restart(clockRateHz);
        payloadType = packet.payloadType();
      }
      case NEW, ON_PROBATION -> payloadType = packet.payloadType();
    }
    jitter.onPacket(nowNanos, packet.timestamp());
  }

  /**
   * Accounts for a packet of this source that was sent again in the retransmission stream, and
   * restored from it (RFC 4588 §4). Neither jitter nor the losses that are reported change: that
   * stream has reports of its own (RFC 4588 §7).
   *
   * @param packet as it was before it was lost
   * @return {@link Arrival#REORDERED} if it is to be used
   */
  public Arrival restore(long nowNanos, RtpPacket packet) {
    lastPacketReceivedNanos = nowNanos;
    lastArrival = sequence.restore(packet.sequenceNumber());
    if (lastArrival.isUsable()) {
      packetsReceived++;
      retransmittedPacketsReceived++;
      bytesReceived += packet.payloadLength();
      retransmittedBytesReceived += packet.payloadLength();
      headerBytesReceived += packet.headerLength() + packet.paddingLength();
    }
    return lastArrival;
  }

  /**
   * Changes the clock of the timestamps, when a payload type of another rate follows (RFC 7160).
   *
   * @throws IllegalArgumentException if the rate is not positive
   */
  public void setClockRateHz(int newClockRateHz) {
    if (newClockRateHz <= 0) {
      throw new IllegalArgumentException("clock rate " + newClockRateHz + " Hz");
    }
    if (newClockRateHz != clockRateHz) {
      clockRateHz = newClockRateHz;
      jitter.restart(newClockRateHz);
    }
  }

  /**
   * Remembers the source's own report, for the next one about it.
   *
   * @param nowNanos its arrival
   * @throws IllegalArgumentException if it is of another source
   */
  public void onSenderReport(long nowNanos, SenderReport report) {
    if (!report.source().equals(ssrc)) {
      throw new IllegalArgumentException("report of " + report.source() + " given to " + ssrc);
    }
    lastSenderReport = report.ntp().middle();
    lastSenderReportNanos = nowNanos;
    senderReportsReceived++;
    remotePacketsSent = Integer.toUnsignedLong(report.packetCount());
    remoteBytesSent = Integer.toUnsignedLong(report.octetCount());
  }

  /** Whether a packet came since the last {@link #report}: only then is there one to make. */
  public boolean heardSinceReport() {
    return heardSinceReport;
  }

  /** The report block about this source; the fraction lost counts from the last call to this. */
  public ReportBlock report(long nowNanos) {
    heardSinceReport = false;
    long delay = senderReportsReceived == 0 ? 0 : nowNanos - lastSenderReportNanos;
    return new ReportBlock(
        ssrc,
        sequence.takeFractionLost(),
        (int) Math.max(-0x80_0000, Math.min(0x7F_FFFF, sequence.lost())),
        (int) sequence.extendedHighest(),
        (int) jitter.ticks(),
        lastSenderReport,
        CompactTime.ofNanos(delay));
  }

  /** The source followed. */
  public Ssrc ssrc() {
    return ssrc;
  }

  /** Ticks per second of its RTP clock. */
  public int clockRateHz() {
    return clockRateHz;
  }

  /** What the last packet given to {@link #receive} was. */
  public Arrival lastArrival() {
    return lastArrival;
  }

  /** Payload type of the newest packet, −1 before the first. */
  public int payloadType() {
    return payloadType;
  }

  /** Cycles × 65536 + the highest sequence number received (RFC 3550 §6.4.1). */
  public long extendedHighestSequenceNumber() {
    return sequence.extendedHighest();
  }

  /** Packets received, late ones and duplicates included; those on probation are not. */
  public long packetsReceived() {
    return packetsReceived;
  }

  /** Bytes of their payloads, without header and padding. */
  public long bytesReceived() {
    return bytesReceived;
  }

  /** Bytes of their headers and padding. */
  public long headerBytesReceived() {
    return headerBytesReceived;
  }

  /** Packets expected less packets received: may be negative (RFC 3550 §6.4.1). */
  public long packetsLost() {
    return sequence.lostInAll();
  }

  /** Packets received more than once, each copy counted. */
  public long packetsDuplicated() {
    return packetsDuplicated;
  }

  /** Packets that a newer one had overtaken. */
  public long packetsReordered() {
    return packetsReordered;
  }

  /** Packets off the row of sequence numbers, not used. */
  public long packetsOnProbation() {
    return packetsOnProbation;
  }

  /** How often the source started a new row of sequence numbers. */
  public long restarts() {
    return restarts;
  }

  /** Packets of a retransmission stream that filled a gap; they count as received too. */
  public long retransmittedPacketsReceived() {
    return retransmittedPacketsReceived;
  }

  /** Bytes of their payloads as they were before. */
  public long retransmittedBytesReceived() {
    return retransmittedBytesReceived;
  }

  /** Interarrival jitter in seconds (RFC 3550 appendix A.8). */
  public double jitterSeconds() {
    return jitter.ticks() / clockRateHz;
  }

  /** When the last packet came, on the caller's monotonic clock. */
  public long lastPacketReceivedNanos() {
    return lastPacketReceivedNanos;
  }

  /** Sender reports of this source ({@code RTCRemoteOutboundRtpStreamStats.reportsSent}). */
  public long senderReportsReceived() {
    return senderReportsReceived;
  }

  /** Packets the source says it has sent, modulo 2³²; 0 before its first report. */
  public long remotePacketsSent() {
    return remotePacketsSent;
  }

  /** Payload bytes the source says it has sent, modulo 2³²; 0 before its first report. */
  public long remoteBytesSent() {
    return remoteBytesSent;
  }

  /** {@link NtpTimestamp#middle} of the source's last report, 0 before the first. */
  public int lastSenderReportNtpMiddle() {
    return lastSenderReport;
  }
}
