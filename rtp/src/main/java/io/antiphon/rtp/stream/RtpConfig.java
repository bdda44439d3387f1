package io.antiphon.rtp.stream;

import java.time.Duration;
import java.util.function.IntUnaryOperator;

/**
 * Settings of an {@link RtpSession}; {@link #of} gives the usual ones, the {@code with} methods
 * change one each.
 *
 * @param cname canonical name that all our streams share (RFC 3550 §6.5.1, RFC 7022): 1 to 255
 *     bytes
 * @param reportInterval nominal time between reports. RFC 3550 §6.2 has a minimum of 5 s and lets
 *     it be reduced; one second keeps the round trip time fresh, and RFC 4585 §3.5.3 asks for no
 *     minimum at all
 * @param bandwidthBitsPerSecond of the session, both ways, of which RTCP takes at most 5 %: this
 *     lengthens the interval when many sources make the reports large
 * @param maxSources how many SSRCs may come in at once, 1 to 31; the packets of others are refused
 * @param sourceTimeout silence after which a source is taken for gone (RFC 3550 §6.3.5)
 * @param clockRateHz the RTP clock rate of a payload type
 */
public record RtpConfig(
    String cname,
    Duration reportInterval,
    int bandwidthBitsPerSecond,
    int maxSources,
    Duration sourceTimeout,
    IntUnaryOperator clockRateHz) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public RtpConfig {
    if (cname.isEmpty() || cname.length() > 255) {
      throw new IllegalArgumentException("cname of " + cname.length() + " characters");
    }
    if (reportInterval.compareTo(Duration.ofMillis(20)) < 0) {
      throw new IllegalArgumentException("report interval " + reportInterval);
    }
    if (bandwidthBitsPerSecond <= 0) {
      throw new IllegalArgumentException("bandwidth " + bandwidthBitsPerSecond + " bit/s");
    }
    if (maxSources < 1 || maxSources > 31) {
      throw new IllegalArgumentException(maxSources + " sources are not 1 to 31");
    }
    if (sourceTimeout.isNegative() || sourceTimeout.isZero()) {
      throw new IllegalArgumentException("source timeout " + sourceTimeout);
    }
  }

  /**
   * The usual settings: a report each second or so, 64 kbit/s, 16 sources that time out after 30 s,
   * 8 kHz for the static payload types of RFC 3551 that have it and 48 kHz for all others.
   */
  public static RtpConfig of(String cname) {
    return new RtpConfig(
        cname,
        Duration.ofSeconds(1),
        64_000,
        16,
        Duration.ofSeconds(30),
        payloadType -> payloadType < 20 ? 8000 : 48000);
  }

  /** With another report interval. */
  public RtpConfig withReportInterval(Duration interval) {
    return new RtpConfig(
        cname, interval, bandwidthBitsPerSecond, maxSources, sourceTimeout, clockRateHz);
  }

  /** With another bandwidth of the session. */
  public RtpConfig withBandwidth(int bitsPerSecond) {
    return new RtpConfig(
        cname, reportInterval, bitsPerSecond, maxSources, sourceTimeout, clockRateHz);
  }

  /** With another bound on the sources. */
  public RtpConfig withMaxSources(int sources) {
    return new RtpConfig(
        cname, reportInterval, bandwidthBitsPerSecond, sources, sourceTimeout, clockRateHz);
  }

  /** With another source timeout. */
  public RtpConfig withSourceTimeout(Duration timeout) {
    return new RtpConfig(
        cname, reportInterval, bandwidthBitsPerSecond, maxSources, timeout, clockRateHz);
  }

  /** With the clock rates of the payload types that were negotiated. */
  public RtpConfig withClockRates(IntUnaryOperator clockRateOfPayloadType) {
    return new RtpConfig(
        cname,
        reportInterval,
        bandwidthBitsPerSecond,
        maxSources,
        sourceTimeout,
        clockRateOfPayloadType);
  }
}
