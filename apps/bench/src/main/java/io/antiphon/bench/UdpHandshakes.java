package io.antiphon.bench;

import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Identity;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.UdpRelay;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * DTLS handshakes between pairs of sockets with a bad network between them.
 *
 * @param client how long each took until its client had keys, ms
 * @param server how long each took until its server had keys, ms; it is done before the client
 */
record UdpHandshakes(Delays client, Delays server) {
  /** So few that they do not contend for processors. */
  private static final int AT_A_TIME = 5;

  private static final int PATIENCE_SECONDS = 30;

  /** When the two ends of one handshake had keys, after its start. */
  private record Pair(double clientMillis, double serverMillis) {}

  static UdpHandshakes run(NetworkConditions weather, long seed, int count) throws Exception {
    ExecutorService drivers = Executors.newFixedThreadPool(AT_A_TIME);
    ExecutorService threads = DtlsHandshake.newExecutor("bench-dtls", 4 * AT_A_TIME, count);
    try {
      List<Future<Pair>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        long own = seed + 2L * i; // a relay uses the next one too, for the way home
        running.add(drivers.submit(() -> handshake(weather, own, threads)));
      }
      List<Double> client = new ArrayList<>();
      List<Double> server = new ArrayList<>();
      for (Future<Pair> each : running) {
        client.add(each.get().clientMillis());
        server.add(each.get().serverMillis());
      }
      return new UdpHandshakes(new Delays("client", client, 0), new Delays("server", server, 0));
    } finally {
      drivers.shutdownNow();
      threads.shutdownNow();
    }
  }

  private static Pair handshake(NetworkConditions weather, long seed, ExecutorService threads)
      throws Exception {
    Identity ours = Identity.generate();
    Identity theirs = Identity.generate();
    try (UdpRelay relay = new UdpRelay(seed, weather);
        UdpEnd client =
            new UdpEnd(DtlsRole.CLIENT, ours, theirs.fingerprints(), relay.farAddress(), threads);
        UdpEnd server =
            new UdpEnd(
                DtlsRole.SERVER, theirs, ours.fingerprints(), relay.nearAddress(), threads)) {
      relay.setFar(server.address());
      long startNanos = System.nanoTime();
      server.start();
      client.start();
      long clientNanos = client.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS) - startNanos;
      long serverNanos = server.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS) - startNanos;
      return new Pair(clientNanos * 1e-6, serverNanos * 1e-6);
    }
  }
}
