package io.antiphon.client;

import java.util.concurrent.TimeUnit;

/**
 * How long the buffer of a playback line is to be: short, for it is kept full and all of it is
 * delay; longer where it keeps running dry, since a machine that is busy serves it late; and in
 * time shorter again. A line has to be opened anew for that. Sans-IO; one thread.
 */
final class LineLength {
  /**
   * A line of up to 1,024 frames is served in two halves, a longer one every 20 ms: so between 20
   * and 40 ms there is nothing to be gained.
   */
  private static final int[] MILLIS = {10, 15, 20, 40, 60, 80};

  private static final int FIRST_RUNG = 2;

  static final int FIRST_MILLIS = MILLIS[FIRST_RUNG];
  static final int LEAST_MILLIS = MILLIS[0];
  static final int MOST_MILLIS = MILLIS[MILLIS.length - 1];

  /** Fewer are borne: a machine that stands still for a moment would do so with any length. */
  static final int MANY = 4;

  /** So many are a reason to stay as long as it is; with fewer a shorter one would do as well. */
  private static final int NEARLY_MANY = 3;

  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long REOPENED_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long FIRST_CALM_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LONGEST_CALM_NANOS = TimeUnit.MINUTES.toNanos(32);

  private int rung = FIRST_RUNG;
  private boolean begun;
  private long openedNanos;
  private long dryNanos;
  private long firstOfManyNanos;
  private long nearlyManyNanos;
  private int many;
  private long calmNanos = FIRST_CALM_NANOS;

  /** What to ask for when it is opened the next time. */
  int millis() {
    return MILLIS[rung];
  }

  /** It was opened just now. */
  void onOpened(long nowNanos) {
    openedNanos = nowNanos;
    dryNanos = nowNanos;
    many = 0;
  }

  /**
   * Takes notice of how full the line is.
   *
   * @param dry whether it has played all that it had
   * @return whether it is to be opened anew, with another length
   */
  boolean observe(long nowNanos, boolean dry) {
    if (!begun) {
      return begin(nowNanos, dry);
    }
    if (nowNanos - openedNanos < REOPENED_NANOS) {
      dryNanos = nowNanos;
      nearlyManyNanos = nowNanos;
      return false;
    }
    boolean another = dry && nowNanos - dryNanos >= APART_NANOS;
    dryNanos = dry ? nowNanos : dryNanos;
    return another ? grow(nowNanos) : !dry && shrink(nowNanos);
  }

  /** At first the program itself is slow; once it is not, a shorter line will do. */
  private boolean begin(long nowNanos, boolean dry) {
    long openNanos = nowNanos - openedNanos;
    if (dry && openNanos >= START_NANOS / 2 && nowNanos - dryNanos >= APART_NANOS) {
      many++;
    }
    if (dry || openNanos < START_NANOS / 2) {
      dryNanos = nowNanos;
    }
    if (openNanos < START_NANOS) {
      return false;
    }
    begun = true;
    rung = many < MANY ? 0 : rung;
    many = 0;
    return rung == 0;
  }

  private boolean grow(long nowNanos) {
    if (many == 0 || nowNanos - firstOfManyNanos > SOON_NANOS) {
      many = 0;
      firstOfManyNanos = nowNanos;
    }
    many++;
    if (many >= NEARLY_MANY) {
      nearlyManyNanos = nowNanos;
    }
    if (many < MANY || rung == MILLIS.length - 1) {
      return false;
    }
    rung++;
    return true;
  }

  private boolean shrink(long nowNanos) {
    if (rung == 0 || nowNanos - nearlyManyNanos < calmNanos) {
      return false;
    }
    // If that was too early, the next attempt waits longer.
    calmNanos = Math.min(LONGEST_CALM_NANOS, 2 * calmNanos);
    rung--;
    return true;
  }
}
