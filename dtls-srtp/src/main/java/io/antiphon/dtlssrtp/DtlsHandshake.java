package io.antiphon.dtlssrtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsPeer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DTLS 1.2 association, from its first flight to SRTP keys and on to its close_notify (RFC
 * 6347, RFC 5764), with a peer whose certificate is known by its fingerprint (RFC 8827 §6.5).
 *
 * <p>This is a shell: Bouncy Castle blocks a thread and reads the clock. It has a thread of the
 * executor from the moment there is something to do (a client at once, a server at the first
 * datagram) until the handshake has ended, and for a moment whenever a datagram comes later. The
 * executor's bounds are thus the bound on handshakes that run at a time.
 *
 * <p>Every method may be called from any thread and none blocks. Events come from threads of the
 * executor, from a timer's, and from the caller of a method; the listener must be quick, and hands
 * them to its own thread.
 *
 * <p>There is no cookie exchange: ICE has shown that the other side receives where it sends from,
 * and only datagrams from an address it validated must be passed in. A plaintext alert forged from
 * that address can still end a handshake, but not a completed one.
 */
public final class DtlsHandshake implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DtlsHandshake.class);

  private enum Phase {
    /** Not started. */
    NEW,
    /** A server, before its first datagram. */
    WAITING,
    /** On the executor, or in its queue. */
    RUNNING,
    CONNECTED,
    ENDED
  }

  private final Identity identity;
  private final DtlsRole role;
  private final DtlsConfig config;
  private final Executor executor;
  private final Consumer<DtlsEvent> events;
  private final HandshakeOutcome outcome;
  private final ComputingTurn turn = new ComputingTurn();
  private final DatagramQueue datagrams;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile @Nullable TlsPeer cancellable;
  private volatile @Nullable Association association;

  /**
   * Prepares a handshake; nothing happens before {@link #start}.
   *
   * @param identity our certificate and key
   * @param role ours
   * @param remoteFingerprints what was signalled for the other side; of the strongest supported
   *     hash function among them one must match
   * @param config settings
   * @param executor where the handshake runs, see {@link #newExecutor}
   * @param events who is told what happens
   * @throws IllegalArgumentException if no fingerprint is given
   */
  public DtlsHandshake(
      Identity identity,
      DtlsRole role,
      Collection<Fingerprint> remoteFingerprints,
      DtlsConfig config,
      Executor executor,
      Consumer<DtlsEvent> events) {
    if (remoteFingerprints.isEmpty()) {
      throw new IllegalArgumentException("remoteFingerprints is empty: nobody could be believed");
    }
    this.identity = identity;
    this.role = role;
    this.config = config;
    this.executor = executor;
    this.events = events;
    this.outcome = new HandshakeOutcome(remoteFingerprints, config);
    this.datagrams =
        new DatagramQueue(
            config, turn, datagram -> events.accept(new DtlsEvent.Transmit(datagram)));
  }

  /**
   * A pool of daemon threads for handshakes. A handshake holds a thread while it waits for the
   * network, so there should be many more threads than processors; idle ones end after 10 s.
   *
   * @param name the threads' name, a number is added
   * @param maxThreads most handshakes at a time
   * @param maxWaiting most handshakes waiting for a thread; the next one fails
   */
  public static ExecutorService newExecutor(String name, int maxThreads, int maxWaiting) {
    return HandshakeThreads.newExecutor(name, maxThreads, maxWaiting);
  }

  /**
   * Runs whole handshakes in memory until the code is warm, on the caller's thread and one other;
   * takes about a second. Call it at start-up, with {@link SrtpSession#warmUp}.
   */
  public static void warmUp() {
    HandshakeWarmUp.run();
  }

  /**
   * Begins: the time limit runs from now.
   *
   * @throws IllegalStateException if it was started or closed before
   */
  public void start() {
    if (!phase.compareAndSet(Phase.NEW, Phase.WAITING)) {
      throw new IllegalStateException("started before, or closed");
    }
    CompletableFuture<Void> unused =
        ended
            .orTimeout(config.timeLimit().toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (done, timeout) -> {
                  if (timeout != null) {
                    fail("not complete within " + config.timeLimit().toMillis() + " ms");
                  }
                });
    if (role == DtlsRole.CLIENT || !datagrams.isEmpty()) {
      run();
    }
  }

  /**
   * Takes a datagram from the other side; its bytes are copied. It may come before {@link #start}.
   * If too many wait it is dropped and counted, as is one of more than 2,048 bytes.
   */
  public void receive(ByteBuffer datagram) {
    if (!datagrams.offer(datagram)) {
      return;
    }
    Phase now = phase.get();
    if (now == Phase.WAITING) {
      run();
    } else if (now == Phase.CONNECTED) {
      readOn();
    } // else it is read when its time comes, by the thread that is there or will be
  }

  /** How many datagrams were dropped: too long, too many waiting, or after the end. */
  public long droppedDatagrams() {
    return datagrams.dropped();
  }

  /**
   * Ends the association, with a close_notify if there is one; a second call does nothing. No event
   * follows but the {@link DtlsEvent.Transmit} of the alert, and any that were on their way
   * already.
   */
  @Override
  public void close() {
    Phase before = phase.getAndSet(Phase.ENDED);
    Association open = association;
    TlsPeer running = cancellable;
    try {
      if (before == Phase.CONNECTED && open != null) {
        open.close();
      } else if (before == Phase.RUNNING && running != null) {
        running.cancel(); // user_canceled and close_notify
      }
    } catch (IOException e) {
      log.debug("close_notify could not be sent", e);
    }
    datagrams.close();
    ended.complete(null);
  }

  private void run() {
    if (!phase.compareAndSet(Phase.WAITING, Phase.RUNNING)) {
      return;
    }
    try {
      executor.execute(this::handshake);
    } catch (RejectedExecutionException e) {
      fail("too many handshakes at a time: no thread is free");
    }
  }

  private void handshake() {
    if (phase.get() != Phase.RUNNING) {
      return;
    }
    turn.begin();
    try {
      int resendMillis = (int) config.initialRetransmission().toMillis();
      DTLSTransport transport =
          role == DtlsRole.CLIENT ? connect(resendMillis) : accept(resendMillis);
      datagrams.stopWaiting();
      datagrams.flush();
      if (role == DtlsRole.SERVER) {
        copyLastFlight();
      }
      connected(transport);
    } catch (IOException | RuntimeException e) {
      log.debug("handshake as {} failed", role, e);
      fail(outcome.reason(e));
    } finally {
      turn.end();
    }
  }

  /** Nothing answers it: if it is lost, the client waits until its own timer runs out. */
  private void copyLastFlight() {
    long afterMillis = config.copyAfter().toMillis();
    if (afterMillis > 0) {
      CompletableFuture.delayedExecutor(afterMillis, TimeUnit.MILLISECONDS, Runnable::run)
          .execute(datagrams::copyFlight);
    }
  }

  private DTLSTransport connect(int resendMillis) throws IOException {
    ClientSide client = new ClientSide(identity, outcome, resendMillis);
    cancellable = client;
    return new DTLSClientProtocol().connect(client, datagrams);
  }

  private DTLSTransport accept(int resendMillis) throws IOException {
    ServerSide server = new ServerSide(identity, outcome, resendMillis);
    cancellable = server;
    return new DTLSServerProtocol().accept(server, datagrams);
  }

  private void connected(DTLSTransport transport) throws IOException {
    DtlsEvent.Connected connected = outcome.connected(role);
    association =
        new Association(
            transport, datagrams, outcome, executor, this::isConnected, this::closedByPeer);
    if (!phase.compareAndSet(Phase.RUNNING, Phase.CONNECTED)) {
      transport.close();
      return;
    }
    ended.complete(null);
    log.debug("connected as {}: {}, {}", role, connected.profile(), connected.cipherSuite());
    events.accept(connected);
    if (!datagrams.isEmpty()) {
      readOn();
    }
  }

  private boolean isConnected() {
    return phase.get() == Phase.CONNECTED;
  }

  private void readOn() {
    Association open = association;
    if (open != null) {
      open.read();
    }
  }

  private void closedByPeer() {
    if (phase.compareAndSet(Phase.CONNECTED, Phase.ENDED)) {
      datagrams.close();
      events.accept(new DtlsEvent.Closed());
    }
  }

  private void fail(String reason) {
    if (phase.compareAndSet(Phase.WAITING, Phase.ENDED)
        || phase.compareAndSet(Phase.RUNNING, Phase.ENDED)) {
      datagrams.close();
      ended.complete(null);
      log.debug("handshake as {} failed: {}", role, reason);
      events.accept(new DtlsEvent.Failed(reason));
    }
  }
}
