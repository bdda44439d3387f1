package io.antiphon.ice;

/** What a transport has thrown away, as it counts; see {@link IceStatistics}. */
final class RejectionCounts {
  long malformed;
  long unauthenticated;
  long misaddressed;
  long unmatched;

  long total() {
    return malformed + unauthenticated + misaddressed + unmatched;
  }

  IceStatistics snapshot() {
    return new IceStatistics(malformed, unauthenticated, misaddressed, unmatched);
  }
}
