package io.antiphon.simulation;

import java.time.Duration;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a network in virtual time: datagrams go in, and come out late, out of order,
 * twice, or not at all, the same way each time for the same seed. One thread.
 */
public final class SimulatedNetwork {
  private static final class Flight {
    final long dueNanos;
    final long number;
    final byte[] datagram;

    Flight(long dueNanos, long number, byte[] datagram) {
      this.dueNanos = dueNanos;
      this.number = number;
      this.datagram = datagram;
    }
  }

  private final SplittableRandom random;
  private final PriorityQueue<Flight> flights =
      new PriorityQueue<>(
          Comparator.<Flight>comparingLong(flight -> flight.dueNanos)
              .thenComparingLong(flight -> flight.number));
  private NetworkConditions conditions;
  private boolean bad;
  private long lastDueNanos = Long.MIN_VALUE;
  private long linkFreeNanos;
  private long stallStartNanos;
  private long stallEndNanos;
  private long number;
  private long lost;
  private long duplicated;

  /** Makes an empty network. */
  public SimulatedNetwork(long seed, NetworkConditions conditions) {
    this.random = new SplittableRandom(seed);
    this.conditions = conditions;
  }

  /** The weather changes, for datagrams sent from now on. */
  public void setConditions(NetworkConditions newConditions) {
    conditions = newConditions;
  }

  /** Sends a datagram, of which a copy is made; times are at least 0. */
  public void send(long nowNanos, byte[] bytes, int offset, int length) {
    if (isLost() || overflows(nowNanos)) {
      lost++;
      return;
    }
    byte[] datagram = new byte[length];
    System.arraycopy(bytes, offset, datagram, 0, length);
    deliver(nowNanos, datagram);
    if (random.nextDouble() < conditions.duplication()) {
      duplicated++;
      deliver(nowNanos, datagram);
    }
  }

  private void deliver(long nowNanos, byte[] datagram) {
    long due = throughLink(nowNanos, datagram.length) + conditions.delay().toNanos() + jitter();
    if (conditions.late() > 0 && random.nextDouble() < conditions.late()) {
      due += conditions.lateBy().toNanos();
    }
    due = afterStall(due);
    long together = conditions.aggregation().toNanos();
    if (together > 0) {
      due = (due + together - 1) / together * together;
    }
    if (conditions.keepsOrder()) {
      due = Math.max(due, lastDueNanos);
    }
    lastDueNanos = Math.max(lastDueNanos, due);
    flights.add(new Flight(due, number++, datagram));
  }

  private long throughLink(long nowNanos, int bytes) {
    if (conditions.rateBps() <= 0) {
      return nowNanos;
    }
    linkFreeNanos =
        Math.max(nowNanos, linkFreeNanos) + bytes * 8L * 1_000_000_000 / conditions.rateBps();
    return linkFreeNanos;
  }

  private boolean overflows(long nowNanos) {
    long most = conditions.queue().toNanos();
    return most > 0 && linkFreeNanos - nowNanos > most;
  }

  /** A sum of exponential distributions is a gamma distribution. */
  private long jitter() {
    double mean = (double) conditions.jitter().toNanos() / conditions.jitterShape();
    double sum = 0;
    for (int i = 0; i < conditions.jitterShape(); i++) {
      sum -= Math.log(1 - random.nextDouble()) * mean;
    }
    return (long) sum;
  }

  /** Nothing is delivered between these moments; what would be all comes at the end. */
  public void stall(long fromNanos, long untilNanos) {
    stallStartNanos = fromNanos;
    stallEndNanos = untilNanos;
  }

  /** What falls into a stall all comes at once after it. */
  private long afterStall(long due) {
    while (due >= stallEndNanos && !conditions.stallEvery().isZero()) {
      long distance = between(conditions.stallEvery(), conditions.mostStallEvery());
      long length = between(conditions.stall(), conditions.mostStall());
      stallEndNanos = Math.max(stallEndNanos, due - distance) + distance;
      stallStartNanos = stallEndNanos - length;
    }
    return due >= stallStartNanos && due < stallEndNanos ? stallEndNanos : due;
  }

  private long between(Duration least, Duration most) {
    long range = most.minus(least).toNanos();
    return least.toNanos() + (long) (random.nextDouble() * range);
  }

  /** Two states, as in the model of Gilbert and Elliott. */
  private boolean isLost() {
    if (conditions.lossInGood() >= 1) {
      return true;
    }
    double chance = random.nextDouble();
    bad = bad ? chance >= conditions.toGood() : chance < conditions.toBad();
    double loss = bad ? conditions.lossInBad() : conditions.lossInGood();
    return loss >= 1 || (loss > 0 && random.nextDouble() < loss);
  }

  /** The next datagram that has arrived by now, or null. */
  public byte @Nullable [] poll(long nowNanos) {
    Flight next = flights.peek();
    if (next == null || next.dueNanos > nowNanos) {
      return null;
    }
    return flights.remove().datagram;
  }

  /** When the next datagram arrives; empty if none is on its way. */
  public OptionalLong nextArrivalNanos() {
    Flight next = flights.peek();
    return next == null ? OptionalLong.empty() : OptionalLong.of(next.dueNanos);
  }

  /** Datagrams lost. */
  public long lost() {
    return lost;
  }

  /** Datagrams delivered twice. */
  public long duplicated() {
    return duplicated;
  }
}
