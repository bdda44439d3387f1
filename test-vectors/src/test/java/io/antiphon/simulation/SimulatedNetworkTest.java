package io.antiphon.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The weather is as it says: all that is told of a receiver in it rests on that. */
class SimulatedNetworkTest {
  private static final NetworkConditions CLEAN = NetworkConditions.CLEAN;
  private static final int MANY = 30_000;
  private static final int BYTES = 100;

  /** A datagram, by its number, and when it came, in milliseconds. */
  private record Arrival(int number, double atMillis) {
    /** How long it took, if one was sent each 20 ms. */
    double took() {
      return atMillis - 20.0 * number;
    }
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static List<Arrival> send(SimulatedNetwork network, int count) {
    byte[] datagram = new byte[BYTES];
    for (int i = 0; i < count; i++) {
      ByteBuffer.wrap(datagram).putInt(i);
      network.send(i * 20_000_000L, datagram, 0, BYTES);
    }
    List<Arrival> arrivals = new ArrayList<>();
    for (OptionalLong at = network.nextArrivalNanos();
        at.isPresent();
        at = network.nextArrivalNanos()) {
      assertNull(network.poll(at.getAsLong() - 1), "before it is due");
      byte[] arrived = network.poll(at.getAsLong());
      arrivals.add(new Arrival(ByteBuffer.wrap(arrived).getInt(), at.getAsLong() * 1e-6));
    }
    return arrivals;
  }

  private static List<Arrival> through(NetworkConditions conditions) {
    return send(new SimulatedNetwork(1, conditions), MANY);
  }

  private static double mean(List<Arrival> arrivals) {
    return arrivals.stream().mapToDouble(Arrival::took).average().orElseThrow();
  }

  private static double variance(List<Arrival> arrivals) {
    double mean = mean(arrivals);
    return arrivals.stream().mapToDouble(each -> Math.pow(each.took() - mean, 2)).sum() / MANY;
  }

  private static boolean isInOrder(List<Arrival> arrivals) {
    for (int i = 1; i < arrivals.size(); i++) {
      if (arrivals.get(i).number() < arrivals.get(i - 1).number()) {
        return false;
      }
    }
    return true;
  }

  /** The lengths of the rows of what is missing, and of what is there, in turn. */
  private static List<Integer> missing(List<Arrival> arrivals) {
    BitSet here = new BitSet();
    arrivals.forEach(each -> here.set(each.number()));
    List<Integer> rows = new ArrayList<>();
    for (int from = here.nextClearBit(0); from < here.length(); ) {
      int until = here.nextSetBit(from);
      rows.add(until - from);
      from = here.nextClearBit(until);
    }
    return rows;
  }

  private static double meanOf(List<Integer> rows) {
    return rows.stream().mapToInt(each -> each).average().orElseThrow();
  }

  @Test
  void aCleanPathTakesTwentyMillisecondsAndDoesNothingElse() {
    List<Arrival> arrivals = through(CLEAN);
    assertEquals(MANY, arrivals.size());
    assertTrue(isInOrder(arrivals));
    assertTrue(arrivals.stream().allMatch(each -> each.took() == 20));
    assertEquals(70, mean(through(CLEAN.withDelay(millis(70)))), 1e-6);
  }

  @Test
  void whatWasSentIsNotWhatTheSenderMakesOfItsBytesLater() {
    SimulatedNetwork network = new SimulatedNetwork(1, CLEAN);
    byte[] bytes = {9, 1, 2, 9};
    network.send(0, bytes, 1, 2);
    bytes[1] = 7;
    assertArrayEquals(new byte[] {1, 2}, network.poll(20_000_000));
  }

  @Test
  void theSameSeedIsTheSameWeatherAndAnotherIsNot() {
    NetworkConditions all =
        CLEAN
            .withJitter(millis(30), 2, false)
            .withLoss(0.1, 3)
            .withDuplication(0.05)
            .withLate(0.05, millis(40))
            .withStalls(millis(3_000), millis(5_000), millis(100), millis(300));
    List<Arrival> once = send(new SimulatedNetwork(7, all), 2_000);
    assertEquals(once, send(new SimulatedNetwork(7, all), 2_000));
    assertNotEquals(once, send(new SimulatedNetwork(8, all), 2_000));
  }

  @Test
  void jitterHasTheMeanAndTheShapeOfItsGammaDistribution() {
    for (int shape : new int[] {1, 2, 5}) {
      List<Arrival> arrivals = through(CLEAN.withJitter(millis(30), shape, false));
      assertEquals(50, mean(arrivals), 0.5);
      assertEquals(900.0 / shape, variance(arrivals), 45.0 / shape);
      assertTrue(arrivals.stream().allMatch(each -> each.took() >= 20));
    }
  }

  @Test
  void orderIsKeptOrNot() {
    List<Arrival> kept = through(CLEAN.withJitter(millis(30), 2, true));
    assertTrue(isInOrder(kept));
    assertTrue(mean(kept) > 55, "one waits for the one before: " + mean(kept));
    assertTrue(!isInOrder(through(CLEAN.withJitter(millis(30), 2, false))));
  }

  @Test
  void lossesHaveTheirShareAndTheirBursts() {
    for (double burst : new double[] {1 / 0.9, 3.5}) {
      SimulatedNetwork network = new SimulatedNetwork(1, CLEAN.withLoss(0.1, burst));
      List<Arrival> arrivals = send(network, MANY);
      assertEquals(MANY, arrivals.size() + network.lost());
      assertEquals(0.1 * MANY, (double) network.lost(), 0.01 * MANY);
      assertEquals(burst, meanOf(missing(arrivals)), 0.05 * burst);
    }
    assertEquals(0, through(CLEAN.withLoss(1, 1)).size());
  }

  @Test
  void aBadTimeLosesSomeAndAGoodOneFew() {
    // A tenth of the time is bad, for twenty datagrams on average.
    SimulatedNetwork network = new SimulatedNetwork(1, CLEAN.withLoss(1 / 180.0, 0.05, 0.01, 0.5));
    List<Arrival> arrivals = send(network, MANY);
    assertEquals((0.9 * 0.01 + 0.1 * 0.5) * MANY, (double) network.lost(), 0.01 * MANY);
    assertTrue(meanOf(missing(arrivals)) < 2.2, "even then half of them come");
    BitSet here = new BitSet();
    arrivals.forEach(each -> here.set(each.number()));
    int losses = 0;
    int followed = 0;
    for (int i = here.nextClearBit(0); i < MANY - 10; i = here.nextClearBit(i + 1)) {
      losses++;
      followed += here.nextClearBit(i + 1) <= i + 10 ? 1 : 0;
    }
    assertTrue(followed > 0.7 * losses, followed + " of " + losses + " losses come together");
  }

  @Test
  void duplicatesAndLateOnesHaveTheirShare() {
    SimulatedNetwork doubling = new SimulatedNetwork(1, CLEAN.withDuplication(0.05));
    List<Arrival> arrivals = send(doubling, MANY);
    assertEquals(0.05 * MANY, (double) doubling.duplicated(), 0.005 * MANY);
    assertEquals(MANY + doubling.duplicated(), arrivals.size());

    List<Arrival> late = through(CLEAN.withLate(0.05, millis(40)));
    long sixty = late.stream().filter(each -> each.took() == 60).count();
    assertEquals(0.05 * MANY, (double) sixty, 0.005 * MANY);
    assertEquals(MANY, sixty + late.stream().filter(each -> each.took() == 20).count());
  }

  /** When nothing came for longer than usual: from when, until when, by what comes each 20 ms. */
  private static List<double[]> stalls(List<Arrival> arrivals) {
    List<double[]> stalls = new ArrayList<>();
    for (int i = 1; i < arrivals.size(); i++) {
      double before = arrivals.get(i - 1).atMillis();
      if (arrivals.get(i).atMillis() - before > 21) {
        stalls.add(new double[] {before, arrivals.get(i).atMillis()});
      }
    }
    return stalls;
  }

  @Test
  void spikesHaveTheirLengthsAndDistancesAndLetAllComeAtOnceBehindThem() {
    List<Arrival> arrivals =
        through(CLEAN.withStalls(millis(8_000), millis(12_000), millis(80), millis(200)));
    assertEquals(MANY, arrivals.size());
    List<double[]> stalls = stalls(arrivals);
    assertEquals(MANY * 20 / 10_000.0, stalls.size(), 5);
    double shortest = Double.MAX_VALUE;
    double longest = 0;
    for (int i = 0; i < stalls.size(); i++) {
      double end = stalls.get(i)[1];
      double length = end - stalls.get(i)[0];
      shortest = Math.min(shortest, length);
      longest = Math.max(longest, length);
      long together = arrivals.stream().filter(each -> each.atMillis() == end).count();
      assertTrue(together >= length / 20 - 1, together + " came after " + length + " ms");
      double distance = i == 0 ? 10_000 : end - stalls.get(i - 1)[1];
      assertTrue(distance >= 8_000 && distance <= 12_040, distance + " ms apart");
    }
    assertTrue(shortest >= 80 && shortest < 110, shortest + " ms");
    assertTrue(longest > 180 && longest <= 220, longest + " ms");
  }

  @Test
  void aStallThatIsAskedForHoldsWhatFallsIntoIt() {
    SimulatedNetwork network = new SimulatedNetwork(1, CLEAN);
    network.stall(1_000_000_000, 1_300_000_000);
    for (Arrival each : send(network, 100)) {
      double due = 20.0 * each.number() + 20;
      assertEquals(due >= 1_000 && due < 1_300 ? 1_300 : due, each.atMillis(), 1e-6);
    }
  }

  @Test
  void aBusyCellDeliversAllTogetherOnceInAWhile() {
    List<Arrival> arrivals = through(CLEAN.withAggregation(millis(60)));
    assertTrue(arrivals.stream().allMatch(each -> each.atMillis() % 60 == 0));
    Set<Double> moments = new HashSet<>();
    arrivals.forEach(each -> moments.add(each.atMillis()));
    assertEquals(MANY / 3.0, moments.size(), 1);
  }

  @Test
  void aLinkHasItsRateAndAQueueThatOverflows() {
    // 100 bytes each 20 ms are 40 kbit/s.
    List<Arrival> spared = through(CLEAN.withRate(80_000));
    assertTrue(spared.stream().allMatch(each -> Math.abs(each.took() - 30) < 1e-6));

    SimulatedNetwork narrow =
        new SimulatedNetwork(1, CLEAN.withRate(20_000).withQueue(millis(200)));
    List<Arrival> arrivals = send(narrow, MANY);
    assertEquals(MANY / 2.0, (double) narrow.lost(), 10);
    for (int i = 1; i < arrivals.size(); i++) {
      assertEquals(40, arrivals.get(i).atMillis() - arrivals.get(i - 1).atMillis(), 1e-6);
    }
    double longest = arrivals.stream().mapToDouble(Arrival::took).max().orElseThrow();
    assertTrue(longest > 200 && longest <= 20 + 200 + 40 + 1e-6, longest + " ms");
  }

  @Test
  void theWeatherChangesWhenItIsTold() {
    NetworkProfile storm = NetworkProfile.storm();
    assertTrue(send(new SimulatedNetwork(1, storm.at(millis(59_999))), 500).size() == 500);
    List<Arrival> within = send(new SimulatedNetwork(1, storm.at(millis(60_000))), 500);
    assertEquals(450, within.size(), 30);
    assertTrue(mean(within) > 150);
    assertTrue(send(new SimulatedNetwork(1, storm.at(millis(70_000))), 500).size() == 500);
    List<String> names = NetworkProfile.all().stream().map(NetworkProfile::name).toList();
    assertEquals(names.size(), new HashSet<>(names).size(), "each has a name of its own");
  }
}
