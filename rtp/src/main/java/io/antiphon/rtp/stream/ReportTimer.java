package io.antiphon.rtp.stream;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * When the next report is due (RFC 3550 §6.2, §6.3.1): about once per nominal interval, more seldom
 * when RTCP would take more than its 5 % of the bandwidth, and each time at a point drawn from half
 * to one and a half times that, so that two sides never fall into step.
 *
 * <p>Left out is the timer reconsideration of §6.3.6, and with it the division by e − 3/2: it
 * guards against a crowd that joins at once, and a WebRTC session has two sides.
 */
final class ReportTimer {
  private static final double RTCP_SHARE = 0.05;

  /** IPv4, UDP and the SRTCP trailer count as well (RFC 3550 §6.2). */
  private static final int LOWER_LAYERS = 20 + 8 + 20;

  private final long nominalNanos;
  private final double rtcpBytesPerSecond;
  private final RandomGenerator random;
  private double averageSize = 100;
  private boolean running;
  private long dueNanos;

  ReportTimer(RtpConfig config, RandomGenerator random) {
    this.nominalNanos = config.reportInterval().toNanos();
    this.rtcpBytesPerSecond = config.bandwidthBitsPerSecond() * RTCP_SHARE / 8;
    this.random = random;
  }

  /** The first comes early, after a half to a whole interval. */
  void start(long nowNanos) {
    running = true;
    dueNanos = nowNanos + (long) (nominalNanos * (0.5 + random.nextDouble() / 2));
  }

  void scheduleNext(long nowNanos, int members) {
    double byBandwidth = members * averageSize / rtcpBytesPerSecond * 1e9;
    double interval = Math.max((double) nominalNanos, byBandwidth);
    dueNanos = nowNanos + (long) (interval * (0.5 + random.nextDouble()));
  }

  void stop() {
    running = false;
  }

  /** Accounts for a compound sent or received, by its bytes without lower layers. */
  void onCompound(int bytes) {
    averageSize += (bytes + LOWER_LAYERS - averageSize) / 16;
  }

  boolean isDue(long nowNanos) {
    return running && dueNanos - nowNanos <= 0;
  }

  OptionalLong dueNanos() {
    return running ? OptionalLong.of(dueNanos) : OptionalLong.empty();
  }
}
