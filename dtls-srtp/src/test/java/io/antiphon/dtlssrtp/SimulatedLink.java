package io.antiphon.dtlssrtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One direction of a network, seeded: loses, doubles and delays datagrams, and so reorders them. At
 * rest it passes them on at once, in the sender's thread.
 */
final class SimulatedLink {
  /** Decides over one datagram by its number: what arrives in its place. */
  interface Fate {
    List<ByteBuffer> of(int number, ByteBuffer datagram);
  }

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "simulated-link");
            thread.setDaemon(true);
            return thread;
          });

  private final Random random;
  private final double loss;
  private final double duplication;
  private final int maxDelayMillis;
  private final List<ByteBuffer> sent = Collections.synchronizedList(new ArrayList<>());
  private volatile Fate fate = (number, datagram) -> List.of(datagram);
  private volatile Consumer<ByteBuffer> receiver = datagram -> {};

  SimulatedLink(long seed, double loss, double duplication, int maxDelayMillis) {
    this.random = new Random(seed);
    this.loss = loss;
    this.duplication = duplication;
    this.maxDelayMillis = maxDelayMillis;
  }

  static SimulatedLink perfect() {
    return new SimulatedLink(0, 0, 0, 0);
  }

  void to(Consumer<ByteBuffer> receiver) {
    this.receiver = receiver;
  }

  void fate(Fate fate) {
    this.fate = fate;
  }

  /** Copies of everything that was sent, whether it arrived or not. */
  List<ByteBuffer> sent() {
    synchronized (sent) {
      return List.copyOf(sent);
    }
  }

  void send(ByteBuffer datagram) {
    int number;
    synchronized (sent) {
      number = sent.size();
      sent.add(copy(datagram));
    }
    for (ByteBuffer each : fate.of(number, copy(datagram))) {
      transmit(each);
    }
  }

  private void transmit(ByteBuffer datagram) {
    int copies;
    synchronized (random) {
      copies = random.nextDouble() < loss ? 0 : random.nextDouble() < duplication ? 2 : 1;
    }
    for (int i = 0; i < copies; i++) {
      if (maxDelayMillis == 0) {
        receiver.accept(datagram.duplicate());
      } else {
        int delayMillis;
        synchronized (random) {
          delayMillis = random.nextInt(maxDelayMillis + 1);
        }
        var unused =
            TIMER.schedule(
                () -> receiver.accept(datagram.duplicate()), delayMillis, TimeUnit.MILLISECONDS);
      }
    }
  }

  static ByteBuffer copy(ByteBuffer datagram) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.duplicate().get(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
