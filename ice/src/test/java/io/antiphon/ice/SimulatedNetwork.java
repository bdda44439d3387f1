package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Carries datagrams between transports in virtual time; the same seed plays the same run. */
final class SimulatedNetwork {
  /** A transport on the network, and what it has reported. */
  final class Peer {
    final IceTransport transport;
    final List<String> timeline = new ArrayList<>();
    final List<IceEvent> events = new ArrayList<>();
    long transmitted;

    Peer(IceTransport transport) {
      this.transport = transport;
    }

    IceState state() {
      return transport.state();
    }

    /** Says something authenticated that is not STUN to the other side. */
    void sendPayload() {
      CandidatePair pair = transport.selectedPair();
      if (pair != null) {
        carry(new Transmit(pair.localAddress(), pair.remoteAddress(), PAYLOAD.duplicate()));
      }
    }

    private void drain() {
      for (Transmit t; (t = transport.pollTransmit()) != null; ) {
        transmitted++;
        carry(t);
      }
      for (IceEvent e; (e = transport.pollEvent()) != null; ) {
        events.add(e);
        if (e instanceof IceEvent.StateChanged changed) {
          timeline.add((nowNanos - START) / 1_000_000 + " ms " + changed.state());
        }
      }
    }
  }

  private record Delivery(
      long atNanos, long order, InetSocketAddress from, InetSocketAddress to, ByteBuffer bytes) {}

  private static final long START = Long.MAX_VALUE - 3_000_000_000L; // overflows 3 s into the run
  private static final ByteBuffer PAYLOAD = ByteBuffer.wrap(new byte[] {(byte) 0x80, 1, 2, 3});
  private final Random random;
  private final PriorityQueue<Delivery> deliveries =
      new PriorityQueue<>(
          (a, b) ->
              a.atNanos == b.atNanos
                  ? Long.compare(a.order, b.order)
                  : Long.signum(a.atNanos - b.atNanos));
  private final Map<InetSocketAddress, Peer> byAddress = new HashMap<>();
  private final Map<InetSocketAddress, InetSocketAddress> natOutside = new HashMap<>();
  private final Map<InetSocketAddress, InetSocketAddress> natInside = new HashMap<>();
  private final List<Peer> peers = new ArrayList<>();
  private long order;
  double loss;
  double duplication;
  Duration delay = Duration.ofMillis(1);
  Duration jitter = Duration.ZERO;
  Predicate<Transmit> blocked = t -> false;
  final List<Transmit> wire = new ArrayList<>();
  private long nowNanos = START;

  SimulatedNetwork(long seed) {
    random = new Random(seed);
  }

  long now() {
    return nowNanos;
  }

  Peer add(IceTransport transport, InetSocketAddress... addresses) {
    Peer peer = new Peer(transport);
    peers.add(peer);
    int preference = 65535;
    for (InetSocketAddress address : addresses) {
      byAddress.put(address, peer);
      transport.addLocalCandidate(Candidate.host(address, preference--), address);
    }
    return peer;
  }

  /**
   * From now on packets of {@code inside} come from {@code outside}, and only its answers get in.
   */
  void rebind(InetSocketAddress inside, InetSocketAddress outside) {
    InetSocketAddress old = natOutside.put(inside, outside);
    if (old != null) {
      natInside.remove(old);
    }
    natInside.put(outside, inside);
  }

  void carry(Transmit t) {
    wire.add(t);
    int copies = random.nextDouble() < duplication ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      if (random.nextDouble() >= loss && !blocked.test(t)) {
        long wait = delay.toNanos() + (long) (random.nextDouble() * jitter.toNanos());
        InetSocketAddress from = natOutside.getOrDefault(t.local(), t.local());
        inject(Duration.ofNanos(wait), from, t.remote(), t.datagram().duplicate());
      }
    }
  }

  void inject(Duration wait, InetSocketAddress from, InetSocketAddress to, ByteBuffer bytes) {
    deliveries.add(new Delivery(nowNanos + wait.toNanos(), order++, from, to, bytes));
  }

  void runFor(Duration time) {
    runUntil(() -> false, time);
  }

  /** Whether it came true within the time. */
  boolean runUntil(BooleanSupplier condition, Duration limit) {
    long endNanos = nowNanos + limit.toNanos();
    int idle = 0;
    while (true) {
      peers.forEach(Peer::drain);
      if (condition.getAsBoolean()) {
        return true;
      }
      long next = nextNanos(endNanos);
      if (endNanos - next <= 0) {
        nowNanos = endNanos;
        return false;
      }
      idle = next - nowNanos > 0 ? 0 : idle + 1;
      if (idle > 1000) {
        throw new AssertionError("time stands still: a timeout that is always due");
      }
      nowNanos = next - nowNanos > 0 ? next : nowNanos;
      step();
    }
  }

  private long nextNanos(long endNanos) {
    long next = endNanos;
    Delivery first = deliveries.peek();
    if (first != null && first.atNanos - next < 0) {
      next = first.atNanos;
    }
    for (Peer peer : peers) {
      OptionalLong timeout = peer.transport.nextTimeoutNanos();
      if (timeout.isPresent() && timeout.getAsLong() - next < 0) {
        next = timeout.getAsLong();
      }
    }
    return next;
  }

  private void step() {
    Delivery first = deliveries.peek();
    if (first != null && first.atNanos - nowNanos <= 0) {
      deliver(deliveries.remove());
    } else {
      peers.forEach(peer -> peer.transport.advanceTo(nowNanos));
    }
  }

  private void deliver(Delivery d) {
    InetSocketAddress to = natInside.getOrDefault(d.to, d.to);
    boolean hidden = natOutside.containsKey(d.to);
    @Nullable Peer peer = hidden ? null : byAddress.get(to);
    if (peer == null) {
      return;
    }
    if (StunFraming.isStun(d.bytes)) {
      peer.transport.receive(nowNanos, to, d.from, d.bytes);
    } else if (peer.transport.isValidated(d.from)) {
      peer.transport.onPayload(nowNanos, d.from);
    }
  }
}
