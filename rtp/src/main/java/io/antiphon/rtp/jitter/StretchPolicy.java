package io.antiphon.rtp.jitter;

/**
 * When to play faster or slower, and how urgently: a little now and then while the delay is nearly
 * right, more and more often the further it is off, and slowly at once when the packets stay away
 * and what is kept runs out.
 *
 * <p>The listener takes audio in steps, so a packet that comes any time between two of them does as
 * well as at the end. What counts is the delay at the step that first needs the packet, which is
 * less than the delay by what is decoded beyond whole steps: the odd rest. Leaving that out makes
 * the delay shorter at no risk.
 */
final class StretchPolicy {
  private static final int TOLERANCE_TENTHS = 25;
  private static final int FAR_MILLIS = 40;
  private static final int VERY_FAR_MILLIS = 150;
  private static final int REST_INTERVAL_MILLIS = 100;
  private static final int INTERVAL_MILLIS = 60;
  private static final int FAR_INTERVAL_MILLIS = 30;
  private static final int SHORTEST_INTERVAL_MILLIS = 20;
  private static final int RETRY_FROM_MILLIS = 30;
  private static final int LONGEST_CHANGE_MILLIS = 15;
  private static final int LEAST_STEP_MILLIS = 5;

  /** What is kept when a stall begins to be worth slowing down for. */
  private static final int RUNNING_OUT_MILLIS = 100;

  private static final int NEARLY_OUT_MILLIS = 60;
  private static final int STALL_INTERVAL_MILLIS = 10;

  private final int ticksPerMilli;
  private final int tolerance;
  private final int longestChange;
  private int step = 1;
  private int rest;
  private int odd;
  private long sinceChange;
  private boolean urgent;

  StretchPolicy(int clockRateHz) {
    ticksPerMilli = clockRateHz / 1000;
    tolerance = TOLERANCE_TENTHS * ticksPerMilli / 10;
    longestChange = millis(LONGEST_CHANGE_MILLIS);
  }

  /**
   * The listener takes so much.
   *
   * @param decodedTicks what is decoded and not played yet
   * @param frameTicks what a packet lasts
   */
  void onPull(int ticks, int decodedTicks, int frameTicks) {
    sinceChange += ticks;
    int common = commonDivisor(ticks, frameTicks);
    step = Math.max(common, millis(LEAST_STEP_MILLIS));
    rest = decodedTicks % common;
    odd = ticks - common;
  }

  private static int commonDivisor(int one, int other) {
    return other == 0 ? one : commonDivisor(other, one % other);
  }

  void onChanged() {
    sinceChange = 0;
  }

  /** There was no place for a change: to be tried again, but not at each step. */
  void onRefused() {
    if (!urgent) {
      sinceChange = Math.min(sinceChange, millis(RETRY_FROM_MILLIS));
    }
  }

  /** Slows down, as packets stay away: what to put in, negative, or 0. */
  int wantedInStall(long running) {
    urgent = true;
    boolean nearly = running < millis(NEARLY_OUT_MILLIS);
    int interval = nearly ? STALL_INTERVAL_MILLIS : SHORTEST_INTERVAL_MILLIS;
    boolean runsOut = running < millis(RUNNING_OUT_MILLIS);
    return runsOut && sinceChange >= millis(interval) ? -longestChange : 0;
  }

  /**
   * What to leave out, or if negative to put in.
   *
   * @param more how much more the delay is than wanted
   */
  int wanted(long more) {
    // Where steps and packets do not divide, some packets are needed that much earlier in a step.
    long excess = more - rest - odd;
    long off = Math.max(-excess, excess - step);
    urgent = off > millis(FAR_MILLIS);
    if (sinceChange < millis(interval(off))) {
      return 0;
    }
    if (excess < 0) {
      return -(int) Math.min(longestChange, Math.max(-excess, step - rest) + tolerance);
    }
    if (excess >= step + tolerance) {
      return (int) Math.min(longestChange, excess - step + rest);
    }
    boolean worthwhile = rest >= tolerance && sinceChange >= millis(REST_INTERVAL_MILLIS);
    return worthwhile ? Math.min(longestChange, rest) : 0;
  }

  private int interval(long off) {
    if (off > millis(VERY_FAR_MILLIS)) {
      return SHORTEST_INTERVAL_MILLIS;
    }
    return off > millis(FAR_MILLIS) ? FAR_INTERVAL_MILLIS : INTERVAL_MILLIS;
  }

  /** Of what was said last: whether it is worth being heard. */
  boolean isUrgent() {
    return urgent;
  }

  private int millis(int millis) {
    return millis * ticksPerMilli;
  }
}
