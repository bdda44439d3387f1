package io.antiphon.rtp.jitter;

/**
 * Whether packets are being lost, and their copies in the packets behind them (in-band FEC) are
 * there: then it pays to wait for the packet behind.
 */
final class LossRate {
  private static final double LOSS_MEMORY = 150;
  private static final double REDUNDANCY_MEMORY = 64;
  private static final double WORTHWHILE = 0.012;
  private static final double NO_LONGER = 0.006;
  private static final int MOST_AT_ONCE = 10;

  private double lost;
  private double redundant;
  private boolean worthwhile;

  /** Accounts for a packet that is played, and those before it that never came. */
  void onPlayed(boolean isRedundant, long missing) {
    for (int i = 0; i < Math.min(missing, MOST_AT_ONCE); i++) {
      lost += (1 - lost) / LOSS_MEMORY;
    }
    lost -= lost / LOSS_MEMORY;
    redundant += ((isRedundant ? 1 : 0) - redundant) / REDUNDANCY_MEMORY;
    worthwhile = redundant > 0.5 && lost > (worthwhile ? NO_LONGER : WORTHWHILE);
  }

  /** Accounts for a packet that never came, and is played from a copy of it. */
  void onRecovered() {
    lost += (1 - lost) / LOSS_MEMORY;
  }

  boolean isWorthWaiting() {
    return worthwhile;
  }
}
