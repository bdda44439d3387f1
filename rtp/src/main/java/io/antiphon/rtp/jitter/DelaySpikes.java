package io.antiphon.rtp.jitter;

/**
 * Notices tall spikes of delay that keep coming back, too rare to move a quantile: a radio that
 * looks for other stations, a hand-over. Once three have come it is worth their delay, until they
 * stay away for twice as long as they used to.
 */
final class DelaySpikes {
  private static final int REMEMBERED = 8;
  private static final int ENOUGH = 3;
  private static final double SHARE = 0.8;

  /** How far above what is usual a spike is, and that times two and a half at least. */
  private static final int TALL_MILLIS = 60;

  /** Spikes further apart are better borne than waited for. */
  private static final int LONGEST_PERIOD_SECONDS = 12;

  private final long tallTicks;
  private final long longestPeriodTicks;
  private final long[] when = new long[REMEMBERED];
  private final long[] height = new long[REMEMBERED];
  private int count;
  private boolean inSpike;

  DelaySpikes(int clockRateHz) {
    tallTicks = (long) TALL_MILLIS * clockRateHz / 1000;
    longestPeriodTicks = (long) LONGEST_PERIOD_SECONDS * clockRateHz;
  }

  void onPacket(long nowTicks, long delayTicks, long usualTicks) {
    boolean tall = delayTicks > usualTicks + Math.max(tallTicks, usualTicks * 3 / 2);
    int newest = (count + REMEMBERED - 1) % REMEMBERED;
    if (tall && inSpike) {
      height[newest] = Math.max(height[newest], delayTicks);
    } else if (tall) {
      when[count % REMEMBERED] = nowTicks;
      height[count % REMEMBERED] = delayTicks;
      count++;
    }
    inSpike = tall || (inSpike && delayTicks > usualTicks);
  }

  /** What they take on average, less what can be gained by slowing down; 0 if none recur. */
  int targetTicks(long nowTicks) {
    int kept = Math.min(count, REMEMBERED);
    if (kept < ENOUGH) {
      return 0;
    }
    long newest = when[(count - 1) % REMEMBERED];
    long period = (newest - when[(count - kept) % REMEMBERED]) / (kept - 1);
    if (period > longestPeriodTicks || nowTicks - newest > 2 * period) {
      count = nowTicks - newest > 2 * longestPeriodTicks ? 0 : count;
      return 0;
    }
    long sum = 0;
    for (int i = 0; i < kept; i++) {
      sum += height[i];
    }
    return (int) (SHARE * sum / kept);
  }
}
