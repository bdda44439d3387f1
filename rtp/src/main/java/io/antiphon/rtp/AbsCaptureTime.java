package io.antiphon.rtp;

/**
 * When the audio of a packet was captured, by the clock of the capturing system
 * (http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time).
 *
 * @param captureNtp 64-bit NTP time, 32 bits of seconds and 32 of their fraction
 * @param clockOffset what to add for the clock of whoever sent the packet, signed 32.32 seconds; 0
 *     if the packet does not tell
 */
public record AbsCaptureTime(long captureNtp, long clockOffset) {
  /** Bytes without the offset. */
  public static final int SHORT_LENGTH = 8;

  /** Bytes with the offset. */
  public static final int LONG_LENGTH = 16;

  private static final double UNITS_PER_SECOND = 4_294_967_296.0;

  /** The moment on the capturing system's clock, seconds since 1900. */
  public double captureSeconds() {
    return (captureNtp >>> 32) + (captureNtp & 0xFFFF_FFFFL) / UNITS_PER_SECOND;
  }

  /** The moment on the sender's clock, seconds since 1900. */
  public double senderSeconds() {
    return (captureNtp >>> 32) + ((captureNtp & 0xFFFF_FFFFL) + clockOffset) / UNITS_PER_SECOND;
  }
}
