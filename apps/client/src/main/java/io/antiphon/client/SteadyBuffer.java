package io.antiphon.client;

import io.antiphon.codec.AudioFormat;

/**
 * An {@link ElasticBuffer} that stays small for hours: what is written into it goes a little faster
 * or slower, as the two clocks want it. One thread writes, one reads, any may ask.
 */
final class SteadyBuffer {
  private static final double MOST_MILLIS = 60;

  private final AudioFormat format;
  private final ElasticBuffer buffer;
  private final DriftCorrection correction;
  private final FineResampler resampler;
  private long missingBefore;
  private long droppedBefore;
  private volatile double ppm;

  /**
   * An empty buffer.
   *
   * @param cushionMillis to hold before it gives any
   * @param heldMillis to hold on average before each write
   * @param limitMillis the most to hold
   */
  SteadyBuffer(AudioFormat format, int cushionMillis, double heldMillis, int limitMillis) {
    this.format = format;
    buffer =
        new ElasticBuffer(
            format.channels(),
            format.samplesPerChannel(cushionMillis),
            format.samplesPerChannel(limitMillis));
    correction = new DriftCorrection(heldMillis, MOST_MILLIS);
    resampler = new FineResampler(format.channels());
  }

  /** Adds interleaved samples. Only the writer. */
  void write(long nowNanos, short[] pcm, int offset, int samplesPerChannel) {
    long missing = buffer.missingSamples();
    long dropped = buffer.droppedSamples();
    double speed = 0;
    if (missing != missingBefore) {
      correction.onDry();
    } else if (dropped != droppedBefore) {
      correction.restart();
    } else if (buffer.isGiving()) {
      speed = correction.observe(nowNanos, heldMillis());
    }
    missingBefore = missing;
    droppedBefore = dropped;
    ppm = speed;
    int made = resampler.process(pcm, offset, samplesPerChannel, speed);
    buffer.write(resampler.out(), 0, made);
  }

  /** Takes exactly so many samples, or none. Only the reader. */
  int read(short[] pcm, int offset, int samplesPerChannel) {
    return buffer.read(pcm, offset, samplesPerChannel);
  }

  /** What it holds now. */
  double heldMillis() {
    return 1_000.0 * buffer.heldSamples() / format.sampleRateHz();
  }

  /** By how much what is written is sped up at present. */
  double correctionPpm() {
    return ppm;
  }

  long droppedSamples() {
    return buffer.droppedSamples();
  }

  long missingSamples() {
    return buffer.missingSamples();
  }
}
