package io.antiphon.bench;

import java.util.Comparator;
import java.util.List;

/**
 * What it was like to listen.
 *
 * @param medianMillis from a sample being spoken to its being played
 * @param mostMillis which 95 % of them keep
 * @param wrongPercent badly wrong frames of 20 ms, in percent of those in which something is said
 */
record Verdict(double medianMillis, double mostMillis, double wrongPercent) {
  /** Of the frames in a stretch of time. */
  static Verdict of(List<Listening.Frame> frames, long fromNanos, long toNanos) {
    List<Listening.Frame> within =
        frames.stream().filter(f -> f.atNanos() >= fromNanos && f.atNanos() < toNanos).toList();
    List<Double> delays =
        within.stream()
            .map(Listening.Frame::delayMillis)
            .filter(delay -> !delay.isNaN())
            .sorted(Comparator.naturalOrder())
            .toList();
    long wrong = within.stream().filter(Listening.Frame::wrong).count();
    return new Verdict(
        at(delays, 0.5), at(delays, 0.95), 100.0 * wrong / Math.max(1, within.size()));
  }

  private static double at(List<Double> sorted, double share) {
    return sorted.isEmpty() ? Double.NaN : sorted.get((int) (share * (sorted.size() - 1)));
  }
}
