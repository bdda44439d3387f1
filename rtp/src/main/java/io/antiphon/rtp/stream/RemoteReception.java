package io.antiphon.rtp.stream;

import io.antiphon.rtp.rtcp.ReportBlock;

/**
 * How the other side receives one of our streams, as its reports tell (RFC 3550 §6.4.1; W3C {@code
 * RTCRemoteInboundRtpStreamStats}). One thread.
 */
public final class RemoteReception {
  /** A round trip longer than this is a clock's jump or a nonsense in the report. */
  private static final int MAX_ROUND_TRIP = 60 << 16;

  /** How far below nothing a trip may come out, as the other side rounds the delay it reports. */
  private static final int ROUNDING = 1 << 12;

  private final int clockRateHz;
  private long reportsReceived;
  private double fractionLost;
  private long packetsLost;
  private double jitterSeconds;
  private double roundTripTimeSeconds;
  private double totalRoundTripTimeSeconds;
  private long roundTripTimeMeasurements;

  RemoteReception(int clockRateHz) {
    this.clockRateHz = clockRateHz;
  }

  void onReport(int ntpMiddleNow, ReportBlock report) {
    reportsReceived++;
    fractionLost = report.fractionLost() / 256.0;
    packetsLost = report.cumulativeLost();
    jitterSeconds = Integer.toUnsignedLong(report.jitterTicks()) / (double) clockRateHz;
    if (report.lastSenderReport() == 0) {
      return; // none had reached them yet
    }
    int trip = ntpMiddleNow - report.lastSenderReport() - report.delaySinceLastSenderReport();
    if (trip <= MAX_ROUND_TRIP && trip >= -ROUNDING) {
      roundTripTimeSeconds = CompactTime.toSeconds(Math.max(0, trip));
      totalRoundTripTimeSeconds += roundTripTimeSeconds;
      roundTripTimeMeasurements++;
    }
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
    return roundTripTimeSeconds;
  }

  /** All round trips measured, in seconds. */
  public double totalRoundTripTimeSeconds() {
    return totalRoundTripTimeSeconds;
  }

  /** How many those are. */
  public long roundTripTimeMeasurements() {
    return roundTripTimeMeasurements;
  }
}
