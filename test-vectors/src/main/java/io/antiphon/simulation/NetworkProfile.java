package io.antiphon.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A weather that receivers are measured in, with a name: the same list for whoever compares.
 *
 * @param name as tables show it
 * @param phases what follows what; the last one lasts
 */
public record NetworkProfile(String name, List<Phase> phases) {
  /**
   * One stretch of weather.
   *
   * @param conditions in force
   * @param lasts how long
   */
  public record Phase(NetworkConditions conditions, Duration lasts) {}

  private static final NetworkConditions STILL = NetworkConditions.CLEAN;

  /** The conditions in force so long after the start. */
  public NetworkConditions at(Duration sinceStart) {
    Duration left = sinceStart;
    for (Phase phase : phases) {
      if (left.compareTo(phase.lasts()) < 0) {
        return phase.conditions();
      }
      left = left.minus(phase.lasts());
    }
    return phases.get(phases.size() - 1).conditions();
  }

  private static NetworkProfile of(String name, NetworkConditions conditions) {
    return new NetworkProfile(name, List.of(new Phase(conditions, Duration.ofDays(1))));
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  /** Calm for a minute, a storm of ten seconds, and calm again. */
  public static NetworkProfile storm() {
    return storm(Duration.ofSeconds(60));
  }

  /** The same after another time of calm. */
  public static NetworkProfile storm(Duration calm) {
    NetworkConditions storm = STILL.withJitter(millis(150), 2, false).withLoss(0.1, 1 / 0.9);
    return new NetworkProfile(
        "storm: 10 s of 150 ms jitter + 10 % loss",
        List.of(
            new Phase(STILL, calm),
            new Phase(storm, Duration.ofSeconds(10)),
            new Phase(STILL, Duration.ofDays(1))));
  }

  /** The one of that name. */
  public static NetworkProfile named(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** All of them. */
  public static List<NetworkProfile> all() {
    List<NetworkProfile> all = new ArrayList<>();
    all.add(of("clean", STILL));
    all.add(of("jitter of 3 ms", STILL.withJitter(millis(1), 3, true)));
    all.add(of("gamma jitter, mean 30 ms, in order", STILL.withJitter(millis(30), 2, true)));
    all.add(of("gamma jitter, mean 30 ms, out of order", STILL.withJitter(millis(30), 2, false)));
    all.add(
        of(
            "stalls of 100-300 ms every 3-5 s",
            STILL.withStalls(
                Duration.ofSeconds(3), Duration.ofSeconds(5), millis(100), millis(300))));
    all.add(storm());
    all.add(of("5 % random loss", STILL.withLoss(0.05, 1 / 0.95)));
    all.add(of("10 % loss in bursts of 3.5", STILL.withLoss(0.1, 3.5)));
    all.add(of("20 % random loss", STILL.withLoss(0.2, 1 / 0.8)));
    all.add(of("5 % of packets 40 ms late", STILL.withLate(0.05, millis(40))));
    all.add(of("5 % duplicates", STILL.withDuplication(0.05)));
    all.add(
        of(
            "LTE: spikes of 80-200 ms every 8-12 s",
            STILL
                .withJitter(millis(8), 2, true)
                .withStalls(
                    Duration.ofSeconds(8), Duration.ofSeconds(12), millis(80), millis(200))));
    all.add(
        of(
            "Wi-Fi: all comes each 60 ms",
            STILL.withJitter(millis(3), true).withAggregation(millis(60))));
    all.add(of("48 kbit/s link, jitter", STILL.withJitter(millis(5), true).withRate(48_000)));
    return all;
  }
}
