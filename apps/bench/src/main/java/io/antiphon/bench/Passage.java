package io.antiphon.bench;

import io.antiphon.simulation.NetworkProfile;
import io.antiphon.simulation.SimulatedNetwork;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How the packets of one talk came through a network: what was sent when, what arrived when. */
final class Passage {
  /**
   * A packet is here.
   *
   * @param atNanos on the clock of the sending times
   * @param number of the packet, from 0
   */
  record Arrival(long atNanos, int number) {}

  static final long SLOT_NANOS = 20_000_000;

  private static final int PACKET_BYTES = 120;

  private final long[] sentNanos;
  private final List<Arrival> arrivals;
  private final List<Standstills.Standstill> standstills;

  /**
   * Notes it.
   *
   * @param sentNanos of each packet of 20 ms; not copied
   * @param arrivals in the order of time; a lost packet has none, a doubled one two
   * @param standstills of the machine meanwhile, in the order of time
   */
  Passage(long[] sentNanos, List<Arrival> arrivals, List<Standstills.Standstill> standstills) {
    this.sentNanos = sentNanos;
    this.arrivals = arrivals;
    this.standstills = standstills;
  }

  /** When who wanted to do something at that time could do it. */
  long awake(long nanos) {
    for (Standstills.Standstill each : standstills) {
      if (nanos >= each.fromNanos() && nanos < each.toNanos()) {
        return each.toNanos();
      }
    }
    return nanos;
  }

  long[] sentNanos() {
    return sentNanos;
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  /** A talk of so many packets through a simulated network. */
  static Passage through(NetworkProfile profile, long seed, int packets) {
    SimulatedNetwork network = new SimulatedNetwork(seed, profile.at(Duration.ZERO));
    long[] sent = new long[packets];
    byte[] datagram = new byte[PACKET_BYTES];
    List<Arrival> arrivals = new ArrayList<>();
    for (int number = 0; number < packets; number++) {
      sent[number] = number * SLOT_NANOS;
      receive(network, sent[number], arrivals);
      network.setConditions(profile.at(Duration.ofNanos(sent[number])));
      ByteBuffer.wrap(datagram).putInt(number);
      network.send(sent[number], datagram, 0, datagram.length);
    }
    receive(network, Long.MAX_VALUE, arrivals);
    return new Passage(sent, arrivals, List.of());
  }

  private static void receive(SimulatedNetwork network, long untilNanos, List<Arrival> arrivals) {
    OptionalLong next = network.nextArrivalNanos();
    while (next.isPresent() && next.getAsLong() <= untilNanos) {
      long atNanos = next.getAsLong();
      byte[] datagram = network.poll(atNanos);
      if (datagram != null) {
        arrivals.add(new Arrival(atNanos, ByteBuffer.wrap(datagram).getInt()));
      }
      next = network.nextArrivalNanos();
    }
  }
}
