package io.antiphon.rtp.stream;

import io.antiphon.rtp.rtcp.ReportBlock;

/**
 * How the other side receives one of our streams, as its reports tell (RFC 3550 §6.4.1; W3C {@code
 * RTCRemoteInboundRtpStreamStats}). One thread.
 */
public final class RemoteReception {
  private final int clockRateHz;
  private long reportsReceived;
  private double fractionLost;
  private long packetsLost;
  private double jitterSeconds;
  private final RoundTripTime roundTrip = new RoundTripTime();

  RemoteReception(int clockRateHz) {
    this.clockRateHz = clockRateHz;
  }

  void onReport(int ntpMiddleNow, ReportBlock report) {
    reportsReceived++;
    fractionLost = report.fractionLost() / 256.0;
    packetsLost = report.cumulativeLost();
    jitterSeconds = Integer.toUnsignedLong(report.jitterTicks()) / (double) clockRateHz;
    roundTrip.onReport(
        ntpMiddleNow, report.lastSenderReport(), report.delaySinceLastSenderReport());
  }

  /** Report blocks about this stream so far; all else here is 0 before the first. */
  public long reportsReceived() {
    return reportsReceived;
  }

  /** Fraction lost in the last interval, 0 to 1. */
  public double fractionLost() {
    return fractionLost;
  }

  /** Lost since the beginning; may be negative. */
  public long packetsLost() {
    return packetsLost;
  }

  /** Interarrival jitter over there, in seconds. */
  public double jitterSeconds() {
    return jitterSeconds;
  }

  /** The last round trip measured, in seconds. */
  public double roundTripTimeSeconds() {
    return roundTrip.seconds();
  }

  /** All round trips measured, in seconds. */
  public double totalRoundTripTimeSeconds() {
    return roundTrip.totalSeconds();
  }

  /** How many those are. */
  public long roundTripTimeMeasurements() {
    return roundTrip.measurements();
  }
}
