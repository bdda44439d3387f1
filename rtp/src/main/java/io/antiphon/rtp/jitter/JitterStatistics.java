package io.antiphon.rtp.jitter;

/**
 * What a {@link JitterBuffer} has done since its beginning, under the names of W3C's {@code
 * RTCInboundRtpStreamStats}. A live view, to be read by the thread of the buffer.
 */
public final class JitterStatistics {
  private final int clockRateHz;
  private double delaySampleSeconds;
  private double targetSampleSeconds;
  private double leastSampleSeconds;
  private long emitted;
  private long concealed;
  private long silentConcealed;
  private long concealmentEvents;
  private long repaired;
  private long discarded;
  private long late;
  private long duplicates;
  private long recovered;
  private long removed;
  private long inserted;
  private long restarts;
  private long ofEvents;

  JitterStatistics(int clockRateHz) {
    this.clockRateHz = clockRateHz;
  }

  void onPlayed(int samples, long waitedTicks, int targetTicks, int leastTicks) {
    double seconds = (double) samples / clockRateHz;
    emitted += samples;
    delaySampleSeconds += waitedTicks * seconds;
    targetSampleSeconds += targetTicks * seconds;
    leastSampleSeconds += leastTicks * seconds;
  }

  void onConcealed(int ticks, boolean begins, boolean silent) {
    concealed += ticks;
    silentConcealed += silent ? ticks : 0;
    concealmentEvents += begins ? 1 : 0;
  }

  void onEvent(int ticks) {
    ofEvents += ticks;
  }

  void onRepaired(int ticks) {
    repaired += ticks;
  }

  void onDuplicate() {
    duplicates++;
  }

  void onRecovered() {
    recovered++;
  }

  void onLate() {
    late++;
    discarded++;
  }

  void onDiscarded() {
    discarded++;
  }

  void onRemoved(long ticks) {
    removed += ticks;
  }

  void onInserted(long ticks) {
    inserted += ticks;
  }

  void onRestart() {
    restarts++;
  }

  /** Seconds that samples have waited, summed over all samples played. */
  public double jitterBufferDelay() {
    return delaySampleSeconds;
  }

  /** Target delay in seconds, summed over all samples played. */
  public double jitterBufferTargetDelay() {
    return targetSampleSeconds;
  }

  /**
   * Like {@link #jitterBufferTargetDelay}, had no least delay been asked for: what the network
   * alone needs.
   */
  public double jitterBufferMinimumDelay() {
    return leastSampleSeconds;
  }

  /** Samples played, in ticks of the RTP clock. */
  public long jitterBufferEmittedCount() {
    return emitted;
  }

  /** Samples played, rebuilt and concealed, silent ones and those of telephone events included. */
  public long totalSamplesReceived() {
    return emitted + repaired + concealed + ofEvents;
  }

  /**
   * Samples made up in place of those that were not there, silent ones included; those that were
   * rebuilt from the packet behind are none.
   */
  public long concealedSamples() {
    return concealed;
  }

  /** Those of them that were silence, among them what the source did not send (DTX). */
  public long silentConcealedSamples() {
    return silentConcealed;
  }

  /** How often concealing began. */
  public long concealmentEvents() {
    return concealmentEvents;
  }

  /** Packets that came and were not played, duplicates not included. */
  public long packetsDiscarded() {
    return discarded;
  }

  /** Those of them that came too late. */
  public long packetsLate() {
    return late;
  }

  /** Copies of packets. */
  public long packetsDuplicated() {
    return duplicates;
  }

  /** Packets that were lost, and played from a copy in a later one. */
  public long packetsRecovered() {
    return recovered;
  }

  /** Samples left out to bring the delay down. */
  public long removedSamplesForAcceleration() {
    return removed;
  }

  /** Samples put in to let the delay grow. */
  public long insertedSamplesForDeceleration() {
    return inserted;
  }

  /** How often playing stopped because nothing came, and was buffered anew. */
  public long restarts() {
    return restarts;
  }
}
