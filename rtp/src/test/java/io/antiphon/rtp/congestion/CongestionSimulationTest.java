package io.antiphon.rtp.congestion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.simulation.NetworkConditions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/bandwidth.md says, in virtual time. */
class CongestionSimulationTest {
  private static final NetworkConditions UNEVEN =
      NetworkConditions.CLEAN.withJitter(Duration.ofMillis(1), true);

  private static NetworkConditions link(int bps) {
    return UNEVEN.withRate(bps).withQueue(Duration.ofSeconds(1));
  }

  /** Seconds until the rate of three seconds is within 15 % of the capacity; fails after 30. */
  private static int settle(SimulatedPath path, SimulatedPath.Flow flow, int capacityBps)
      throws RtpFormatException {
    double before = 0;
    double beforeThat = 0;
    for (int second = 1; second <= 30; second++) {
      flow.forget();
      path.run(1);
      double now = flow.receivedBps(1);
      double mean = (now + before + beforeThat) / 3;
      if (second >= 3 && Math.abs(mean - capacityBps) < 0.15 * capacityBps) {
        return second;
      }
      beforeThat = before;
      before = now;
    }
    throw new AssertionError("not settled at " + capacityBps + " bit/s after 30 s");
  }

  private static void assertStays(SimulatedPath path, SimulatedPath.Flow flow, int capacityBps)
      throws RtpFormatException {
    flow.forget();
    path.run(30);
    double used = flow.receivedBps(30) / capacityBps;
    double queueMillis = flow.meanQueueMillis();
    System.out.printf(
        "  stays at %.0f %% of %d bit/s, waiting %.0f ms, %.0f ms at most%n",
        100 * used, capacityBps, queueMillis, flow.mostQueueMillis());
    assertTrue(used > 0.8, () -> "uses " + used);
    assertTrue(queueMillis < 60, () -> "waits " + queueMillis + " ms");
    assertTrue(flow.mostQueueMillis() < 200, () -> "waits up to " + flow.mostQueueMillis() + " ms");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void followsACapacityThatFallsAndRises(long seed) throws Exception {
    SimulatedPath path = new SimulatedPath(seed, link(100_000));
    SimulatedPath.Flow flow = path.add(60_000, 30_000, 200_000);
    int first = settle(path, flow, 100_000);
    assertStays(path, flow, 100_000);
    path.setConditions(link(50_000));
    int down = settle(path, flow, 50_000);
    path.run(3);
    assertStays(path, flow, 50_000);
    path.setConditions(link(100_000));
    int up = settle(path, flow, 100_000);
    assertStays(path, flow, 100_000);
    System.out.printf(
        "seed %d: 60 to 100 kbit/s in %d s, to 50 in %d s, to 100 in %d s%n",
        seed, first, down, up);
    assertTrue(down <= 6, () -> "down in " + down + " s");
    assertTrue(up <= 15, () -> "up in " + up + " s");
  }

  @Test
  void twoFlowsShareABottleneck() throws Exception {
    SimulatedPath path = new SimulatedPath(4, link(140_000));
    SimulatedPath.Flow a = path.add(60_000, 30_000, 200_000);
    path.run(25); // until it has all
    SimulatedPath.Flow b = path.add(40_000, 30_000, 200_000);
    path.run(30);
    a.forget();
    b.forget();
    path.run(60);
    double x = a.receivedBps(60);
    double y = b.receivedBps(60);
    double jain = (x + y) * (x + y) / (2 * (x * x + y * y));
    System.out.printf(
        "two flows: %.0f and %.0f bit/s, Jain index %.3f, waiting %.0f ms%n",
        x, y, jain, a.meanQueueMillis());
    assertTrue(jain > 0.95, () -> "Jain index " + jain);
    assertTrue(x + y > 0.8 * 140_000);
    assertTrue(a.meanQueueMillis() < 80);
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7})
  void lossWithoutCongestionStarvesNobody(long seed) throws Exception {
    SimulatedPath path = new SimulatedPath(seed, UNEVEN.withLoss(0.05, 1));
    SimulatedPath.Flow flow = path.add(60_000, 30_000, 100_000);
    path.run(30);
    long sum = 0;
    for (int second = 0; second < 120; second++) {
      path.run(1);
      sum += flow.estimator.targetBps();
    }
    System.out.printf("5 %% loss: %d bit/s of 100,000 on average%n", sum / 120);
    assertTrue(sum / 120 > 80_000, "starved to " + sum / 120);
  }

  @Test
  void muchLossIsCongestion() throws Exception {
    SimulatedPath path = new SimulatedPath(8, UNEVEN.withLoss(0.25, 1));
    SimulatedPath.Flow flow = path.add(60_000, 30_000, 100_000);
    path.run(20);
    assertEquals(30_000, flow.estimator.targetBps());
  }

  @Test
  void aShallowQueueThatDropsIsNotOverrun() throws Exception {
    NetworkConditions shallow = link(60_000).withQueue(Duration.ofMillis(15));
    SimulatedPath path = new SimulatedPath(9, shallow);
    SimulatedPath.Flow flow = path.add(90_000, 30_000, 200_000);
    path.run(20);
    flow.forget();
    path.run(30);
    double used = flow.receivedBps(30);
    System.out.printf("shallow queue: %.0f of 60,000 bit/s%n", used);
    assertTrue(used > 0.6 * 60_000 && flow.estimator.targetBps() < 1.3 * 60_000, "used " + used);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 30})
  void jitterIsNoQueue(int meanMillis) throws Exception {
    NetworkConditions jitter =
        NetworkConditions.CLEAN.withJitter(Duration.ofMillis(meanMillis), 2, true);
    SimulatedPath path = new SimulatedPath(10, jitter);
    SimulatedPath.Flow flow = path.add(60_000, 30_000, 100_000);
    path.run(10);
    flow.forget();
    path.run(60);
    assertTrue(flow.receivedBps(60) > 85_000, "slowed down to " + flow.receivedBps(60));
  }

  @Test
  void recoversFromACompetitorThatDoesNotYield() throws Exception {
    SimulatedPath path = new SimulatedPath(11, link(120_000));
    SimulatedPath.Flow flow = path.add(60_000, 30_000, 200_000);
    path.run(25);
    SimulatedPath.Flow burst = path.addFixed(70_000);
    path.run(6);
    flow.forget();
    path.run(4);
    double queueMillis = flow.meanQueueMillis();
    double beside = flow.receivedBps(4);
    burst.stop();
    int seconds = settle(path, flow, 120_000);
    System.out.printf(
        "beside 70,000 of 120,000 bit/s: %.0f, waiting %.0f ms; all again in %d s%n",
        beside, queueMillis, seconds);
    assertTrue(beside > 28_000 && beside < 65_000, "beside it " + beside);
    assertTrue(queueMillis < 150, "waits " + queueMillis + " ms");
    assertTrue(seconds <= 20, "back in " + seconds + " s");
  }
}
