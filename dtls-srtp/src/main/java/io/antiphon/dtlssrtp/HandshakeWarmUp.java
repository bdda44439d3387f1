package io.antiphon.dtlssrtp;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Whole handshakes between two ends of our own, in memory. */
final class HandshakeWarmUp {
  private static final int HANDSHAKES = 100;
  private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  private final Identity identity;
  private final ExecutorService threads;
  private final DtlsHandshake client;
  private final DtlsHandshake server;
  private final CompletableFuture<Void> clientDone = new CompletableFuture<>();
  private final CompletableFuture<Void> serverDone = new CompletableFuture<>();

  private HandshakeWarmUp(Identity identity, ExecutorService threads) {
    this.identity = identity;
    this.threads = threads;
    client = end(DtlsRole.CLIENT, this::onClient);
    server = end(DtlsRole.SERVER, this::onServer);
  }

  static void run() {
    Identity identity = Identity.generate();
    ExecutorService threads = HandshakeThreads.newExecutor("dtls-warm-up", 2, 16);
    try {
      long start = System.nanoTime();
      for (int i = 0; i < HANDSHAKES && System.nanoTime() - start < LIMIT_NANOS; i++) {
        new HandshakeWarmUp(identity, threads).handshake();
      }
    } finally {
      threads.shutdown();
    }
  }

  private void handshake() {
    server.start();
    client.start();
    CompletableFuture.allOf(clientDone, serverDone).join();
    client.close();
    server.close();
  }

  private void onClient(DtlsEvent event) {
    if (event instanceof DtlsEvent.Transmit transmit) {
      server.receive(transmit.datagram());
    } else {
      clientDone.complete(null);
    }
  }

  private void onServer(DtlsEvent event) {
    if (event instanceof DtlsEvent.Transmit transmit) {
      client.receive(transmit.datagram());
    } else {
      serverDone.complete(null);
    }
  }

  private DtlsHandshake end(DtlsRole role, Consumer<DtlsEvent> events) {
    return new DtlsHandshake(
        identity, role, List.of(identity.fingerprint()), DtlsConfig.defaults(), threads, events);
  }
}
