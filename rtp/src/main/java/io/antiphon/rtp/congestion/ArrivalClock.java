package io.antiphon.rtp.congestion;

import io.antiphon.rtp.rtcp.TransportFeedback;

/**
 * The receiver's clock as its feedback shows it, without the wrap of the reference time. One
 * thread; nothing is allocated.
 */
final class ArrivalClock {
  private boolean any;
  private long reference;
  private long ticks;

  /** Begins to read a feedback. */
  void begin(TransportFeedback feedback) {
    int told = feedback.referenceTime();
    if (any) {
      // The shorter way round the 24 bits: a feedback may tell of earlier packets once more.
      reference += (told - (int) reference) << 8 >> 8;
    } else {
      any = true;
      reference = told;
    }
    ticks = reference * TransportFeedback.TICKS_PER_REFERENCE;
  }

  /** Goes on to the next packet received. */
  void advance(int deltaTicks) {
    ticks += deltaTicks;
  }

  /** When that has come. */
  long nanos() {
    return ticks * TransportFeedback.TICK_NANOS;
  }
}
