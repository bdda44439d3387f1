package io.antiphon.simulation;

import java.time.Duration;

/**
 * How bad a {@link SimulatedNetwork} is.
 *
 * @param delay of the fastest datagram
 * @param jitter mean of what is added to it, exponentially distributed
 * @param keepsOrder whether a datagram waits for the one sent before it
 * @param loss probability that a datagram is lost, 0 to 1
 * @param meanLossBurst how many are lost in a row on average, 1 or more
 * @param duplication probability that a datagram comes twice
 * @param stallEvery nothing is delivered for {@code stall} once in this time; zero for never
 * @param stall how long
 */
public record NetworkConditions(
    Duration delay,
    Duration jitter,
    boolean keepsOrder,
    double loss,
    double meanLossBurst,
    double duplication,
    Duration stallEvery,
    Duration stall) {
  /** 20 ms of delay and nothing else. */
  public static final NetworkConditions CLEAN =
      new NetworkConditions(
          Duration.ofMillis(20), Duration.ZERO, false, 0, 1, 0, Duration.ZERO, Duration.ZERO);

  /** With jitter of this mean. */
  public NetworkConditions withJitter(Duration mean, boolean orderKept) {
    return new NetworkConditions(
        delay, mean, orderKept, loss, meanLossBurst, duplication, stallEvery, stall);
  }

  /** With loss of this probability, in bursts of this mean length. */
  public NetworkConditions withLoss(double probability, double meanBurst) {
    return new NetworkConditions(
        delay, jitter, keepsOrder, probability, meanBurst, duplication, stallEvery, stall);
  }

  /** With duplicates of this probability. */
  public NetworkConditions withDuplication(double probability) {
    return new NetworkConditions(
        delay, jitter, keepsOrder, loss, meanLossBurst, probability, stallEvery, stall);
  }

  /** With a stall of this length once in this time. */
  public NetworkConditions withStalls(Duration every, Duration length) {
    return new NetworkConditions(
        delay, jitter, keepsOrder, loss, meanLossBurst, duplication, every, length);
  }
}
