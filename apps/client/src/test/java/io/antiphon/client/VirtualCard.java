package io.antiphon.client;

/** The clock of a sound card in virtual time, so many millionths fast. */
final class VirtualCard {
  private final double samplesPerNano;

  VirtualCard(double ppm) {
    samplesPerNano = 48_000e-9 * (1 + ppm * 1e-6);
  }

  /** Samples that it has captured, or could have played, up to then. */
  long samplesAt(long nowNanos) {
    return (long) (nowNanos * samplesPerNano);
  }

  /** When it has captured so many. */
  long nanosAt(double samples) {
    return (long) (samples / samplesPerNano);
  }
}
