package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How soon two transports have a path where every fifth datagram is lost, in virtual time. */
class LossyChecksTest {
  private static final InetSocketAddress A = new InetSocketAddress("192.0.2.1", 5000);
  private static final InetSocketAddress B = new InetSocketAddress("192.0.2.2", 6000);
  private static final Duration SIGNALLING = Duration.ofMillis(5);
  private static final int RUNS = 400;
  private static final double LOSS = 0.2;

  /**
   * From the answer until both sides may send; the checks before it perish in the offerer's NAT.
   */
  private static double connectMillis(long seed, double loss, Duration delay) {
    SimulatedNetwork network = new SimulatedNetwork(seed);
    network.loss = 1;
    network.delay = delay;
    IceConfig config = IceConfig.defaults();
    IceTransport offerer = new IceTransport(config, IceRole.CONTROLLING, new Random(seed));
    IceTransport answerer = new IceTransport(config, IceRole.CONTROLLED, new Random(~seed));
    network.add(offerer, A);
    network.add(answerer, B);
    answerer.setRemoteCredentials(network.now(), offerer.localCredentials());
    offerer.localCandidates().forEach(c -> answerer.addRemoteCandidate(network.now(), c));
    network.runFor(SIGNALLING);
    network.loss = loss;
    offerer.setRemoteCredentials(network.now(), answerer.localCredentials());
    answerer.localCandidates().forEach(c -> offerer.addRemoteCandidate(network.now(), c));
    long fromNanos = network.now();
    assertTrue(
        network.runUntil(
            () -> offerer.selectedPair() != null && answerer.selectedPair() != null,
            Duration.ofSeconds(30)));
    return (network.now() - fromNanos) * 1e-6;
  }

  /** Sorted. */
  private static double[] connectMillis(Duration delay) {
    double[] millis = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      millis[i] = connectMillis(i, LOSS, delay);
    }
    Arrays.sort(millis);
    return millis;
  }

  private static double percentile(double[] sorted, int percent) {
    return sorted[(sorted.length - 1) * percent / 100];
  }

  @Test
  void theOtherSidesFirstCheckIsFollowedAtOnceThoughOursHasJustBeenLost() {
    double millis = connectMillis(1, 0, Duration.ofMillis(1));
    assertTrue(millis <= 3.1, "a check there, one and an answer back, an answer there: " + millis);
  }

  @Test
  void onAShortPathALostCheckCostsTensOfMilliseconds() {
    double[] millis = connectMillis(Duration.ofNanos(500_000));
    assertTrue(percentile(millis, 50) < 40, () -> "p50 " + percentile(millis, 50));
    assertTrue(percentile(millis, 95) < 100, () -> "p95 " + percentile(millis, 95));
    assertTrue(percentile(millis, 99) < 200, () -> "p99 " + percentile(millis, 99));
  }

  @Test
  void on50MillisecondsThereAndBackLossCostsNextToNothing() {
    Duration delay = Duration.ofMillis(25);
    double lossless = connectMillis(1, 0, delay);
    double[] millis = connectMillis(delay);
    assertTrue(percentile(millis, 50) < 1.5 * lossless, () -> "p50 " + percentile(millis, 50));
    assertTrue(percentile(millis, 99) < 4 * lossless, () -> "p99 " + percentile(millis, 99));
  }

  @Test
  void howeverManyPairsAreTriedTheirChecksKeepToThePace() {
    SimulatedNetwork network = new SimulatedNetwork(1);
    IceTransport transport =
        new IceTransport(IceConfig.defaults(), IceRole.CONTROLLING, new Random(1));
    SimulatedNetwork.Peer lonely = network.add(transport, A);
    transport.setRemoteCredentials(network.now(), IceCredentials.generate(new Random(2)));
    for (int i = 1; i <= 50; i++) {
      InetSocketAddress nobody = new InetSocketAddress("198.51.100." + i, 5000);
      transport.addRemoteCandidate(network.now(), Candidate.host(nobody, 65_535));
    }
    network.runFor(Duration.ofSeconds(1));
    long first = lonely.transmitted;
    network.runFor(Duration.ofSeconds(4));
    long second = lonely.transmitted - first;
    assertTrue(first >= 45 && first <= 60, "first checks of one in 20 ms: " + first);
    assertTrue(second <= 205, "and their repetitions are no more than that: " + second / 4);
  }
}
