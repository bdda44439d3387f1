package io.antiphon.peer;

import io.antiphon.ice.IceGatherer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The sockets that the peers of an endpoint have beside its port. On the loop. */
final class Gatherers {
  private static final long RELAYED_GOODBYE_MILLIS = 200;

  private final List<IceGatherer> all = new ArrayList<>();
  private final Executor later;

  Gatherers(Executor loop) {
    later = CompletableFuture.delayedExecutor(RELAYED_GOODBYE_MILLIS, TimeUnit.MILLISECONDS, loop);
  }

  /** From now on its sockets are listened to, until it is released. */
  void add(IceGatherer gatherer) {
    all.add(gatherer);
  }

  /** Closes it when the last goodbyes have gone by its way. */
  void release(IceGatherer gatherer) {
    if (gatherer.hasRelay()) {
      later.execute(() -> end(gatherer));
    } else {
      end(gatherer);
    }
  }

  private void end(IceGatherer gatherer) {
    all.remove(gatherer);
    gatherer.close();
  }

  /** Takes in what has come for them, and returns how many sockets had something. */
  int receive(EventLoop loop) {
    return all.isEmpty() ? 0 : loop.attend(Gatherers::receive);
  }

  private static void receive(Object attachment) {
    if (attachment instanceof IceGatherer gatherer) {
      gatherer.receive(System.nanoTime());
    }
  }

  void close() {
    all.forEach(IceGatherer::close);
  }
}
