package io.antiphon.rtp.congestion;

/**
 * The rate of an encoder that follows what its path bears: down at once, up after a while, and
 * neither for a trifle. One thread; nothing is allocated.
 */
public final class MediaBitrate {
  private static final double TRIFLE_DOWN = 0.03;
  private static final double TRIFLE_UP = 0.08;
  private static final long PATIENCE_NANOS = 1_000_000_000;
  private static final int STEP_BPS = 500;

  private final int leastBps;
  private final int mostBps;
  private int bps;
  private boolean any;
  private long lastNanos;

  /**
   * Begins with the most.
   *
   * @param leastBps never less than this
   * @param mostBps never more
   * @throws IllegalArgumentException if they are not positive and in order
   */
  public MediaBitrate(int leastBps, int mostBps) {
    if (leastBps <= 0 || mostBps < leastBps) {
      throw new IllegalArgumentException("from " + leastBps + " to " + mostBps + " bit/s");
    }
    this.leastBps = leastBps;
    this.mostBps = mostBps;
    bps = mostBps;
  }

  /**
   * The rate from now on.
   *
   * @param availableBps what is left for it when headers are taken off
   */
  public int update(long nowNanos, int availableBps) {
    int wanted = Math.max(leastBps, Math.min(mostBps, availableBps / STEP_BPS * STEP_BPS));
    boolean down = wanted < bps * (1 - TRIFLE_DOWN) || (wanted < bps && wanted == leastBps);
    boolean up = wanted > bps * (1 + TRIFLE_UP) || (wanted > bps && wanted == mostBps);
    if (!any || down || (up && nowNanos - lastNanos >= PATIENCE_NANOS)) {
      any = true;
      bps = wanted;
      lastNanos = nowNanos;
    }
    return bps;
  }
}
