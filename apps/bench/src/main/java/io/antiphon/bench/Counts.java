package io.antiphon.bench;

/**
 * What a receiver says of itself, under the names of W3C's {@code RTCInboundRtpStreamStats}.
 *
 * @param jitterBufferDelay seconds, summed over samples
 */
record Counts(
    double jitterBufferDelay,
    double jitterBufferEmittedCount,
    double totalSamplesReceived,
    double concealedSamples,
    double insertedSamplesForDeceleration,
    double removedSamplesForAcceleration) {
  static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

  /** What came after another moment. */
  Counts minus(Counts before) {
    return new Counts(
        jitterBufferDelay - before.jitterBufferDelay,
        jitterBufferEmittedCount - before.jitterBufferEmittedCount,
        totalSamplesReceived - before.totalSamplesReceived,
        concealedSamples - before.concealedSamples,
        insertedSamplesForDeceleration - before.insertedSamplesForDeceleration,
        removedSamplesForAcceleration - before.removedSamplesForAcceleration);
  }

  /** The mean time in the buffer, ms. */
  double delayMillis() {
    return 1_000 * jitterBufferDelay / jitterBufferEmittedCount;
  }

  double concealedPercent() {
    return 100 * concealedSamples / totalSamplesReceived;
  }

  double insertedPercent() {
    return 100 * insertedSamplesForDeceleration / totalSamplesReceived;
  }

  double removedPercent() {
    return 100 * removedSamplesForAcceleration / totalSamplesReceived;
  }
}
