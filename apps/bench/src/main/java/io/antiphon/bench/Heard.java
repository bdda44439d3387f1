package io.antiphon.bench;

import java.util.function.LongUnaryOperator;

/** What came out at a receiver. */
final class Heard {
  private final short[] samples;
  private final LongUnaryOperator nanosOf;
  private final Counts counts;

  /**
   * Notes it.
   *
   * @param samples mono, 48 kHz; not copied
   * @param nanosOf when the sample of an index was played, on the sender's clock
   * @param counts of the time that was measured
   */
  Heard(short[] samples, LongUnaryOperator nanosOf, Counts counts) {
    this.samples = samples;
    this.nanosOf = nanosOf;
    this.counts = counts;
  }

  short[] samples() {
    return samples;
  }

  LongUnaryOperator nanosOf() {
    return nanosOf;
  }

  Counts counts() {
    return counts;
  }
}
