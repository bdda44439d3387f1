package io.antiphon.rtp.congestion;

/**
 * What the delays allow: more while they are steady, less when a queue grows
 * (draft-ietf-rmcat-gcc-02 §5.5). One thread; nothing is allocated.
 *
 * <p>Beyond the draft, a queue that an overuse has left behind is emptied: while packets wait, a
 * share of the rate is held back that grows with their waiting, for a few seconds at most.
 */
final class RateControl {
  private static final double DECREASE = 0.85;
  private static final double INCREASE_PER_SECOND = 0.08;
  private static final int LEAST_INCREASE_BPS_PER_SECOND = 4_000;
  private static final double BEYOND_ACKNOWLEDGED = 1.5;
  private static final int BEYOND_ACKNOWLEDGED_BPS = 10_000;
  private static final long DRAIN_NANOS = 4_000_000_000L;
  private static final double DRAINED_SECONDS = 0.015;
  private static final double MOST_HELD_BACK = 0.5;
  private static final double CAPACITY_WEIGHT = 0.25;

  private final int leastBps;
  private final int mostBps;
  private double rateBps;
  private double capacityBps;
  private boolean increasing = true;
  private boolean any;
  private long lastNanos;
  private boolean draining;
  private long overuseNanos;
  private double heldBack;

  RateControl(int startBps, int leastBps, int mostBps) {
    this.leastBps = leastBps;
    this.mostBps = mostBps;
    rateBps = startBps;
  }

  /**
   * Takes in the detector's judgement.
   *
   * @param acknowledgedBps what has arrived lately, 0 if that is not known
   * @param queueSeconds how long packets wait on their way
   * @param responseSeconds from a change of the rate to its being seen
   */
  void update(
      long nowNanos,
      NetworkUsage usage,
      int acknowledgedBps,
      double queueSeconds,
      double responseSeconds) {
    double elapsed = any ? Math.min(1, (nowNanos - lastNanos) * 1e-9) : 0;
    any = true;
    lastNanos = nowNanos;
    switch (usage) {
      case OVERUSE -> decrease(nowNanos, acknowledgedBps);
      case UNDERUSE -> increasing = false;
      case NORMAL -> {
        if (increasing && !draining) {
          increase(elapsed, acknowledgedBps, responseSeconds);
        }
        increasing = true;
      }
    }
    drain(nowNanos, queueSeconds);
    rateBps = Math.max(leastBps, Math.min(mostBps, rateBps));
  }

  private void decrease(long nowNanos, int acknowledgedBps) {
    double arrived = acknowledgedBps == 0 ? rateBps : acknowledgedBps;
    rateBps = Math.min(rateBps, DECREASE * arrived);
    boolean known = Math.abs(arrived - capacityBps) < 0.3 * capacityBps;
    capacityBps = known ? capacityBps + CAPACITY_WEIGHT * (arrived - capacityBps) : arrived;
    increasing = false;
    draining = true;
    overuseNanos = nowNanos;
  }

  private void increase(double elapsed, int acknowledgedBps, double responseSeconds) {
    if (acknowledgedBps > 1.15 * capacityBps) {
      capacityBps = 0; // it has grown
    }
    double perSecond = INCREASE_PER_SECOND * rateBps;
    if (capacityBps > 0 && rateBps > DECREASE * capacityBps) {
      // Near to where it was too much: about one packet more per round.
      perSecond = Math.min(perSecond, 50 * 8 / Math.max(0.05, responseSeconds));
    }
    double wanted = rateBps + elapsed * Math.max(LEAST_INCREASE_BPS_PER_SECOND, perSecond);
    if (acknowledgedBps > 0) {
      wanted = Math.max(rateBps, Math.min(wanted, beyond(acknowledgedBps)));
    }
    rateBps = wanted;
  }

  /** As far as the rate may go beyond what has come through. */
  static int beyond(int acknowledgedBps) {
    return (int) (BEYOND_ACKNOWLEDGED * acknowledgedBps) + BEYOND_ACKNOWLEDGED_BPS;
  }

  private void drain(long nowNanos, double queueSeconds) {
    boolean over = nowNanos - overuseNanos > DRAIN_NANOS;
    if (draining && (over || queueSeconds < DRAINED_SECONDS)) {
      draining = false;
    }
    heldBack = draining ? Math.min(MOST_HELD_BACK, 2 * queueSeconds) : 0;
  }

  /** Bit/s, headers included. */
  int rateBps() {
    return (int) Math.max(leastBps, rateBps * (1 - heldBack));
  }
}
