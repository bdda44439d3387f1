package io.antiphon.rtp.stream;

/**
 * The way there and back, as reports of the other side tell it: what our clock showed then, how
 * long it was held there, what our clock shows now (RFC 3550 §6.4.1, RFC 3611 §4.5). One thread.
 */
public final class RoundTripTime {
  /** A round trip longer than this is a clock's jump or a nonsense in the report. */
  private static final int MAX_ROUND_TRIP = 60 << 16;

  /** How far below nothing a trip may come out, as the other side rounds the delay it reports. */
  private static final int ROUNDING = 1 << 12;

  private double seconds;
  private double totalSeconds;
  private long measurements;

  RoundTripTime() {}

  /**
   * Takes in one report.
   *
   * @param ntpMiddleNow of our clock
   * @param ntpMiddleThen of our clock as the other side repeats it; 0 if it has none to repeat
   * @param held for so long it had it, in 1/65536 s
   */
  void onReport(int ntpMiddleNow, int ntpMiddleThen, int held) {
    int trip = ntpMiddleNow - ntpMiddleThen - held;
    if (ntpMiddleThen != 0 && trip <= MAX_ROUND_TRIP && trip >= -ROUNDING) {
      seconds = CompactTime.toSeconds(Math.max(0, trip));
      totalSeconds += seconds;
      measurements++;
    }
  }

  /** The last one measured, in seconds; 0 before the first. */
  public double seconds() {
    return seconds;
  }

  /** All that were measured, in seconds. */
  public double totalSeconds() {
    return totalSeconds;
  }

  /** How many those are. */
  public long measurements() {
    return measurements;
  }
}
