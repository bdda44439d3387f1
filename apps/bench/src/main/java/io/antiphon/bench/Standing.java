package io.antiphon.bench;

import java.util.Locale;

/** How one receiver does beside another, where less is better and a little counts for nothing. */
enum Standing {
  BETTER,
  LEVEL,
  WORSE;

  private static final double LEVEL_SHARE = 0.1;
  private static final double LEVEL_MILLIS = 10;

  /** About a frame in ten seconds. */
  private static final double LEVEL_PERCENT = 0.2;

  /** Within 10 ms, or a tenth, both are level. */
  static Standing ofMillis(double ours, double theirs) {
    return of(ours, theirs, Math.max(LEVEL_MILLIS, LEVEL_SHARE * theirs));
  }

  /** Within 0.2 of a hundred, or a tenth of theirs, both are level. */
  static Standing ofPercent(double ours, double theirs) {
    return of(ours, theirs, Math.max(LEVEL_PERCENT, LEVEL_SHARE * theirs));
  }

  private static Standing of(double ours, double theirs, double tolerance) {
    if (Double.isNaN(ours) || ours > theirs + tolerance) {
      return WORSE;
    }
    return ours < theirs - tolerance ? BETTER : LEVEL;
  }

  /** Worse if one of the two is, or else better if one of them is. */
  Standing and(Standing other) {
    if (this == WORSE || other == WORSE) {
      return WORSE;
    }
    return this == BETTER || other == BETTER ? BETTER : LEVEL;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
