package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client and a server with a link each way, and what each of them reported. */
final class DtlsPair implements AutoCloseable {
  static final ExecutorService THREADS = DtlsHandshake.newExecutor("test-dtls", 16, 64);
  static final Identity ALICE = Identity.generate();
  static final Identity BOB = Identity.generate();

  final SimulatedLink toServer;
  final SimulatedLink toClient;
  final BlockingQueue<DtlsEvent> clientEvents = new LinkedBlockingQueue<>();
  final BlockingQueue<DtlsEvent> serverEvents = new LinkedBlockingQueue<>();
  final DtlsHandshake client;
  final DtlsHandshake server;

  DtlsPair(SimulatedLink toServer, SimulatedLink toClient, DtlsConfig forBoth) {
    this(toServer, toClient, forBoth, forBoth, BOB.fingerprints(), ALICE.fingerprints(), THREADS);
  }

  DtlsPair(
      SimulatedLink toServer,
      SimulatedLink toClient,
      DtlsConfig clientConfig,
      DtlsConfig serverConfig,
      List<Fingerprint> clientBelieves,
      List<Fingerprint> serverBelieves,
      ExecutorService threads) {
    this.toServer = toServer;
    this.toClient = toClient;
    client =
        new DtlsHandshake(
            ALICE, DtlsRole.CLIENT, clientBelieves, clientConfig, threads, this::onClient);
    server =
        new DtlsHandshake(
            BOB, DtlsRole.SERVER, serverBelieves, serverConfig, threads, this::onServer);
    toServer.to(server::receive);
    toClient.to(client::receive);
  }

  static DtlsPair perfect(DtlsConfig config) {
    return new DtlsPair(SimulatedLink.perfect(), SimulatedLink.perfect(), config);
  }

  static DtlsPair perfect(DtlsConfig config, ExecutorService threads) {
    return new DtlsPair(
        SimulatedLink.perfect(),
        SimulatedLink.perfect(),
        config,
        config,
        BOB.fingerprints(),
        ALICE.fingerprints(),
        threads);
  }

  DtlsPair start() {
    server.start();
    client.start();
    return this;
  }

  DtlsEvent.Connected clientConnected() {
    return assertInstanceOf(DtlsEvent.Connected.class, next(clientEvents));
  }

  DtlsEvent.Connected serverConnected() {
    return assertInstanceOf(DtlsEvent.Connected.class, next(serverEvents));
  }

  /** The next event, which is awaited for as long as a slow machine might need. */
  static DtlsEvent next(BlockingQueue<DtlsEvent> events) {
    return next(events, Duration.ofSeconds(40));
  }

  static DtlsEvent next(BlockingQueue<DtlsEvent> events, Duration limit) {
    try {
      DtlsEvent event = events.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        throw new AssertionError(new TimeoutException("no event within " + limit));
      }
      return event;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  private void onClient(DtlsEvent event) {
    record(event, toServer, clientEvents);
  }

  private void onServer(DtlsEvent event) {
    record(event, toClient, serverEvents);
  }

  private static void record(DtlsEvent event, SimulatedLink link, BlockingQueue<DtlsEvent> events) {
    if (event instanceof DtlsEvent.Transmit transmit) {
      link.send(transmit.datagram());
    } else {
      events.add(event);
    }
  }
}
