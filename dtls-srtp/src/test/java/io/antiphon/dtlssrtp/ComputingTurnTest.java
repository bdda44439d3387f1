package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ComputingTurnTest {
  /** They hold a thread each, and no processor. */
  @Test
  void whoWaitsForTheNetworkKeepsNobodyFromComputing() {
    int silent = 4 * Runtime.getRuntime().availableProcessors();
    ExecutorService threads = DtlsHandshake.newExecutor("test-turn", silent + 2, 8);
    List<DtlsHandshake> waiting = new ArrayList<>();
    try (DtlsPair pair = DtlsPair.perfect(DtlsConfig.defaults(), threads)) {
      for (int i = 0; i < silent; i++) {
        BlockingQueue<DtlsEvent> said = new LinkedBlockingQueue<>();
        DtlsHandshake client =
            new DtlsHandshake(
                DtlsPair.ALICE,
                DtlsRole.CLIENT,
                DtlsPair.BOB.fingerprints(),
                DtlsConfig.defaults(),
                threads,
                said::add);
        waiting.add(client);
        client.start();
        DtlsPair.next(said); // its ClientHello: it waits, or will at once
      }
      pair.start();
      pair.clientConnected();
      pair.serverConnected();
    } finally {
      waiting.forEach(DtlsHandshake::close);
      threads.shutdownNow();
    }
  }

  /** The clients hold a thread each from the start; their servers share what is left. */
  @Test
  void sixtyAtOnceAllGetThroughOnAsManyThreadsAsThereMayBe() {
    ExecutorService threads = DtlsHandshake.newExecutor("test-burst", 80, 200);
    List<DtlsPair> pairs = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        pairs.add(DtlsPair.perfect(DtlsConfig.defaults(), threads));
      }
      pairs.forEach(DtlsPair::start);
      pairs.forEach(DtlsPair::clientConnected);
      pairs.forEach(DtlsPair::serverConnected);
      long used =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("test-burst"))
              .count();
      assertTrue(used <= 80, used + " threads");
    } finally {
      pairs.forEach(DtlsPair::close);
      threads.shutdownNow();
    }
  }

  @Test
  void whoBeganFirstGoesOnFirst() throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    ComputingTurn first = new ComputingTurn();
    first.begin();
    first.end(); // now it waits for the network
    List<ComputingTurn> busy = new ArrayList<>();
    for (int i = 0; i < processors; i++) {
      ComputingTurn turn = new ComputingTurn();
      turn.begin();
      busy.add(turn);
    }
    BlockingQueue<String> order = new LinkedBlockingQueue<>();
    ComputingTurn second = new ComputingTurn();
    Thread late = take(second, "second", order);
    Thread early = take(first, "first", order);
    busy.get(0).end(); // to one of the two, which hands it to the other
    assertEquals("first", order.poll(30, TimeUnit.SECONDS));
    assertEquals("second", order.poll(30, TimeUnit.SECONDS));
    busy.subList(1, processors).forEach(ComputingTurn::end);
    late.join();
    early.join();
  }

  /** Returns when the thread waits for its turn. */
  private static Thread take(ComputingTurn turn, String name, BlockingQueue<String> order) {
    Thread thread =
        new Thread(
            () -> {
              turn.begin();
              order.add(name);
              turn.end();
            });
    thread.setDaemon(true);
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }
}
