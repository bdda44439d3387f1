package io.antiphon.rtp.jitter;

/**
 * Notices tall spikes of delay that keep coming back, too rare to move a quantile: a radio that
 * looks for other stations, a hand-over. Each is worth its delay for some seconds, and once two
 * have come, until they stay away for twice as long as they used to.
 */
final class DelaySpikes {
  private static final int REMEMBERED = 8;
  private static final int ENOUGH = 2;
  private static final double SHARE = 0.75;

  /** How far above what is usual a spike is, and four times that at least. */
  private static final int TALL_MILLIS = 60;

  /** Spikes further apart are better borne than waited for. */
  private static final int LONGEST_PERIOD_SECONDS = 12;

  /** For so long after one the next is expected, whatever came before. */
  private static final int HOLD_SECONDS = 6;

  private final long tallTicks;
  private final long holdTicks;
  private final long longestPeriodTicks;
  private final long[] when = new long[REMEMBERED];
  private final long[] height = new long[REMEMBERED];
  private int count;
  private boolean inSpike;

  DelaySpikes(int clockRateHz) {
    tallTicks = (long) TALL_MILLIS * clockRateHz / 1000;
    holdTicks = (long) HOLD_SECONDS * clockRateHz;
    longestPeriodTicks = (long) LONGEST_PERIOD_SECONDS * clockRateHz;
  }

  void onPacket(long nowTicks, long delayTicks, long usualTicks) {
    long least = usualTicks + Math.max(tallTicks, usualTicks * 3);
    boolean tall = delayTicks > least;
    int newest = (count + REMEMBERED - 1) % REMEMBERED;
    if (count > 0 && height[newest] <= least) {
      count = 0; // a storm's first packets, by now nothing unusual
    }
    if (tall && inSpike) {
      height[newest] = Math.max(height[newest], delayTicks);
    } else if (tall) {
      if (count > 0 && nowTicks - when[newest] > longestPeriodTicks) {
        count = 0; // those before were of another weather
      }
      when[count % REMEMBERED] = nowTicks;
      height[count % REMEMBERED] = delayTicks;
      count++;
    }
    inSpike = tall || (inSpike && delayTicks > usualTicks);
  }

  /** What they take on average, less what can be gained by slowing down; 0 if none is expected. */
  int targetTicks(long nowTicks) {
    if (count == 0) {
      return 0;
    }
    int kept = Math.min(count, REMEMBERED);
    long newest = when[(count - 1) % REMEMBERED];
    if (kept >= ENOUGH) {
      long period = (newest - when[(count - kept) % REMEMBERED]) / (kept - 1);
      if (period <= longestPeriodTicks && nowTicks - newest <= 2 * period) {
        return meanTicks(kept);
      }
    }
    return nowTicks - newest <= holdTicks ? meanTicks(1) : 0;
  }

  private int meanTicks(int last) {
    long sum = 0;
    for (int i = count - last; i < count; i++) {
      sum += height[i % REMEMBERED];
    }
    return (int) (SHARE * sum / last);
  }
}
