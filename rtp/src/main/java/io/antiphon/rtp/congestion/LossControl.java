package io.antiphon.rtp.congestion;

/**
 * What the losses allow: less when more than a tenth is lost, more when hardly anything is
 * (draft-ietf-rmcat-gcc-02 §6). A judgement takes a hundred packets, fewer when nearly all is lost:
 * chance alone must not decide it. One thread; nothing is allocated.
 */
final class LossControl {
  private static final double HIGH = 0.10;
  private static final double LOW = 0.02;
  private static final double INCREASE = 1.05;
  private static final int INCREASE_BPS = 1_000;
  private static final int PACKETS = 100;
  private static final int LOST_AT_ONCE = 15;
  private static final long LEAST_APART_NANOS = 300_000_000;

  private final int leastBps;
  private final int mostBps;
  private double rateBps;
  private int expected;
  private int lost;
  private double lastFraction;
  private boolean any;
  private long lastNanos;

  LossControl(int leastBps, int mostBps) {
    this.leastBps = leastBps;
    this.mostBps = mostBps;
    rateBps = mostBps;
  }

  /**
   * Takes in how packets have fared.
   *
   * @param moreExpected that were sent
   * @param moreLost of them; negative when some taken for lost have come after all
   * @param targetBps what is sent at now
   */
  void update(long nowNanos, int moreExpected, int moreLost, int targetBps) {
    expected += moreExpected;
    lost += moreLost;
    if (expected < PACKETS && lost < LOST_AT_ONCE) {
      return;
    }
    if (any && nowNanos - lastNanos < LEAST_APART_NANOS) {
      return;
    }
    any = true;
    lastNanos = nowNanos;
    double fraction = Math.max(0, Math.min(1, (double) lost / Math.max(1, expected)));
    lastFraction = fraction;
    if (fraction > HIGH) {
      rateBps = Math.min(rateBps, targetBps) * (1 - 0.5 * fraction);
    } else if (fraction < LOW) {
      rateBps = rateBps * INCREASE + INCREASE_BPS;
    }
    rateBps = Math.max(leastBps, Math.min(mostBps, rateBps));
    expected = 0;
    lost = 0;
  }

  /** Of the last packets judged, 0 to 1. */
  double fractionLost() {
    return lastFraction;
  }

  /** Bit/s, headers included. */
  int rateBps() {
    return (int) rateBps;
  }
}
