package io.antiphon.bench;

import io.antiphon.dtlssrtp.DtlsConfig;
import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Identity;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.UdpRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

  private static final int MAX_DATAGRAM = 2_048;
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
        End client = new End(DtlsRole.CLIENT, ours, theirs, relay.farAddress(), threads);
        End server = new End(DtlsRole.SERVER, theirs, ours, relay.nearAddress(), threads)) {
      relay.setFar(server.address());
      long startNanos = System.nanoTime();
      server.start();
      client.start();
      long clientNanos = client.connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS) - startNanos;
      long serverNanos = server.connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS) - startNanos;
      return new Pair(clientNanos * 1e-6, serverNanos * 1e-6);
    }
  }

  /** One end, with a socket and a thread that reads it. */
  private static final class End implements AutoCloseable {
    final CompletableFuture<Long> connected = new CompletableFuture<>();
    private final DatagramChannel channel = DatagramChannel.open();
    private final InetSocketAddress to;
    private final DtlsHandshake handshake;

    End(DtlsRole role, Identity own, Identity other, InetSocketAddress to, ExecutorService threads)
        throws IOException {
      this.to = to;
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      DtlsConfig config = DtlsConfig.defaults();
      handshake =
          new DtlsHandshake(own, role, other.fingerprints(), config, threads, this::onEvent);
    }

    InetSocketAddress address() throws IOException {
      return (InetSocketAddress) channel.getLocalAddress();
    }

    void start() {
      Thread reader = new Thread(this::read, "bench-read");
      reader.setDaemon(true);
      reader.start();
      handshake.start();
    }

    private void read() {
      ByteBuffer datagram = ByteBuffer.allocate(MAX_DATAGRAM);
      try {
        while (channel.receive(datagram.clear()) != null) {
          handshake.receive(datagram.flip());
        }
      } catch (IOException e) {
        // closed: it is over
      }
    }

    private void onEvent(DtlsEvent event) {
      if (event instanceof DtlsEvent.Transmit transmit) {
        send(transmit.datagram());
      } else if (event instanceof DtlsEvent.Connected) {
        connected.complete(System.nanoTime());
      } else if (event instanceof DtlsEvent.Failed failed) {
        connected.completeExceptionally(new IOException(failed.reason()));
      }
    }

    private void send(ByteBuffer datagram) {
      try {
        if (channel.isOpen()) {
          channel.send(datagram, to);
        }
      } catch (java.nio.channels.ClosedChannelException e) {
        // a copy of the last flight, after the end
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      handshake.close();
      channel.close();
    }
  }
}
