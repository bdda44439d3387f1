package io.antiphon.rtp.jitter;

import org.jspecify.annotations.Nullable;

/**
 * What to play in place of what is not there: for a while what the decoder makes up, then silence.
 * It may be played on credit, while nothing has come: if it turns out that packets were lost, it
 * counts for them.
 */
final class Concealment {
  private final JitterStatistics statistics;
  private final PlayoutDecision decision;
  private final int maxTicks;
  private long inARow;
  private long creditTicks;

  Concealment(JitterConfig config, JitterStatistics statistics, PlayoutDecision decision) {
    this.statistics = statistics;
    this.decision = decision;
    maxTicks = config.ticks(config.maxConcealment());
  }

  /** Something else is played: the next concealment is another. */
  void end() {
    inARow = 0;
  }

  /** So much is played while it is not known whether it is lost or late. */
  long onCredit(int ticks) {
    creditTicks += ticks;
    return creditTicks;
  }

  long creditTicks() {
    return creditTicks;
  }

  void settle() {
    creditTicks = 0;
  }

  /**
   * Decides.
   *
   * @param following the packet behind, if it may hold a copy of what is missing
   */
  PlayoutDecision of(int ticks, @Nullable PacketSlot following) {
    boolean silent = following == null && inARow >= maxTicks;
    if (following == null) {
      statistics.onConcealed(ticks, inARow == 0, silent);
    } else {
      statistics.onRepaired(ticks);
    }
    inARow += ticks;
    if (silent) {
      return decision.silenceOfLoss(ticks);
    }
    return following == null ? decision.conceal(ticks) : decision.concealBefore(ticks, following);
  }

  /** Silence while a telephone event sounds, which is no concealment at all. */
  PlayoutDecision ofEvent(int ticks) {
    statistics.onEvent(ticks);
    inARow = 0;
    return decision.silence(ticks);
  }

  /** Silence that the source did not send. */
  PlayoutDecision ofNothingSent(int ticks) {
    statistics.onConcealed(ticks, false, true);
    inARow = 0;
    return decision.silence(ticks);
  }
}
