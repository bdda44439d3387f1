package io.antiphon.peer;

import io.antiphon.codec.AudioSource;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.Identity;
import io.antiphon.ice.GatheringLoop;
import io.antiphon.ice.IceGatherer;
import io.antiphon.ice.UdpPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where peers live: one event loop, one UDP port, one certificate, shared by any number of {@link
 * PeerConnection}s.
 *
 * <p>Everything that happens to its peers happens on its one thread, on a media clock of 20 ms. The
 * same {@link AudioSource} given to several of its peers is read and encoded once for all.
 *
 * <p>Its public methods may be called from any thread.
 */
public final class Endpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Endpoint.class);
  private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final long GOODBYE_MILLIS = 500;
  private static final int MAX_WAITING = 1_000;
  private static final int MAX_WARNINGS = 100;

  private final EndpointConfig config;
  private final UdpPort port;
  private final EventLoop loop;
  private final OwnCertificate certificate;
  private final ExecutorService handshakes;
  private final LookUps lookUps = new LookUps();
  private final SecureRandom random = new SecureRandom();
  private final Set<IceCandidateError> warned = new HashSet<>();
  private final Gatherers gatherers;
  private final List<PeerSession> peers = new ArrayList<>();
  private final SharedSources sources = new SharedSources();
  private final LoopWatch watch;
  private final List<SlotMix> mixes = new ArrayList<>();
  private final DevicePaces paces;
  private MediaClock clock = new MediaClock(0);
  private long slot;
  private volatile boolean closed;

  private Endpoint(EndpointConfig config, UdpPort port, OwnCertificate certificate)
      throws IOException {
    this.config = config;
    this.port = port;
    watch = new LoopWatch(port);
    this.certificate = certificate;
    handshakes =
        DtlsHandshake.newExecutor("antiphon-handshake", config.handshakeThreads(), MAX_WAITING);
    loop = new EventLoop("antiphon-loop", new Turn());
    gatherers = new Gatherers(loop);
    paces = new DevicePaces(loop::wake);
    port.register(loop.selector());
  }

  /**
   * Opens the port and starts the event loop, with a certificate of its own, which is replaced
   * before it expires.
   *
   * @throws IOException if the port cannot be bound, naming it
   */
  public static Endpoint open(EndpointConfig config) throws IOException {
    SecureRandom random = new SecureRandom();
    return open(
        config, OwnCertificate.generated(now -> Identity.generate(random, now), Clock.systemUTC()));
  }

  /**
   * Opens the port and starts the event loop.
   *
   * @param identity the certificate, and its key, that all its peers present
   * @throws IOException if the port cannot be bound, naming it
   */
  public static Endpoint open(EndpointConfig config, Identity identity) throws IOException {
    return open(config, OwnCertificate.given(identity, Clock.systemUTC()));
  }

  private static Endpoint open(EndpointConfig config, OwnCertificate certificate)
      throws IOException {
    UdpPort port = UdpPort.open(config.addresses(), config.udpPort(), config.lastUdpPort());
    Endpoint endpoint = new Endpoint(config, port, certificate);
    endpoint.loop.start();
    WarmUp.begin();
    return endpoint;
  }

  /**
   * Completed when the first call of this process will be as fast as the tenth: classes loaded,
   * ciphers chosen, codec and handshake compiled. It takes a second or so of one processor, once;
   * whoever does not ask for it pays bit by bit during the first call.
   */
  public static CompletableFuture<Void> warmUp() {
    return WarmUp.ALL.copy();
  }

  /** The part of {@link #warmUp} that keeps audio from stuttering: codec and packet protection. */
  public static CompletableFuture<Void> warmUpAudio() {
    return WarmUp.AUDIO.copy();
  }

  /** The addresses and the port that audio uses. */
  public List<InetSocketAddress> localAddresses() {
    return port.localAddresses();
  }

  /** Slots of 20 ms that were left out because the loop was late. */
  public CompletableFuture<Long> skippedSlots() {
    return CompletableFuture.supplyAsync(() -> clock.skippedSlots(), loop);
  }

  /** What went on here so far, and how it goes now; costs nothing to ask. */
  public EndpointStats stats() {
    return watch.stats();
  }

  LoopWatch watch() {
    return watch;
  }

  EndpointConfig config() {
    return config;
  }

  EventLoop loop() {
    return loop;
  }

  /** What goes by the clocks of devices. On the loop. */
  DevicePaces paces() {
    return paces;
  }

  UdpPort port() {
    return port;
  }

  /** What a peer that begins now presents, from its first description to its end. */
  Identity identity() {
    return certificate.current();
  }

  ExecutorService handshakes() {
    return handshakes;
  }

  SecureRandom random() {
    return random;
  }

  boolean isClosed() {
    return closed;
  }

  /** Where the gatherers of its peers live. */
  GatheringLoop gatheringLoop() {
    return new GatheringLoop(loop.selector(), loop, lookUps, random);
  }

  /** From now on its sockets are listened to, until it is released. On the loop. */
  void add(IceGatherer gatherer) {
    gatherers.add(gatherer);
  }

  /** Closes it when the last goodbyes have gone by its way. On the loop. */
  void release(IceGatherer gatherer) {
    gatherers.release(gatherer);
  }

  /** The source in the encoding that suits; {@link #release} it. On the loop. */
  EncodedSource encoded(
      AudioSource source,
      CodecParameters wanted,
      ContentHint hint,
      @Nullable Processing processing,
      AudioConfig config) {
    return sources.encoded(source, wanted, hint, processing, config);
  }

  void release(EncodedSource encoded) {
    sources.release(encoded);
  }

  /** What is made in each slot of what was heard in it, before anything is said in it. */
  interface SlotMix {
    /** Called on the loop, once however many slots have passed. */
    void mix(long nowNanos, int slots);
  }

  /** On the loop. */
  void add(SlotMix mix) {
    mixes.add(mix);
  }

  /** On the loop. */
  void remove(SlotMix mix) {
    mixes.remove(mix);
  }

  /** How many encoders run, one for each distinct sound and encoding. On the loop. */
  int encoders() {
    return sources.encoders();
  }

  /** On the loop. */
  void add(PeerSession peer) {
    if (peers.isEmpty()) {
      clock = new MediaClock(System.nanoTime());
    }
    peers.add(peer);
  }

  /** On the loop. */
  void remove(PeerSession peer) {
    if (peers.remove(peer)) {
      watch.onLeft(peer, peers);
    }
  }

  /** Once for each server and reason, since every peer would say the same. On the loop. */
  void warnOfServer(IceCandidateError error) {
    if (warned.size() < MAX_WARNINGS && warned.add(error)) {
      log.warn("ICE server {} is of no use: {}", error.url(), error.errorText());
    }
  }

  /** What the loop does for its peers in each turn. */
  private final class Turn implements EventLoop.Turn {
    private final Wakefulness wakefulness = new Wakefulness();
    private boolean urgent;

    @Override
    public long run(long startedNanos) {
      int packets = gatherers.receive(loop);
      packets += port.receive(System::nanoTime);
      long nowNanos = System.nanoTime();
      wakefulness.onTurn(nowNanos, packets);
      urgent = !paces.isEmpty(); // somebody talks through us: every millisecond is heard
      if (peers.isEmpty()) {
        urgent = true;
        watch.onTurn(startedNanos, peers);
        return nowNanos + IDLE_NANOS;
      }
      paces.advance(nowNanos);
      long dueNanos = clock.nextDeadlineNanos();
      int slots = clock.advanceTo(nowNanos);
      slot += slots;
      if (slots > 0) {
        watch.onTick(nowNanos - dueNanos, slots);
        play(nowNanos, slots);
      }
      long deadlineNanos = clock.nextDeadlineNanos();
      for (int i = 0; i < peers.size(); i++) {
        PeerSession peer = peers.get(i);
        if (peer.isConnecting()) {
          urgent = true;
          peer.advanceTo(nowNanos);
          long next = peer.nextTimeoutNanos(deadlineNanos);
          deadlineNanos = next - deadlineNanos < 0 ? next : deadlineNanos;
        } else if (slots > 0) {
          peer.advanceTo(nowNanos);
        }
      }
      watch.onTurn(startedNanos, peers);
      return deadlineNanos;
    }

    /** All that is heard comes first, so that a mix of it can be said in the same slot. */
    private void play(long nowNanos, int slots) {
      for (int i = 0; i < peers.size(); i++) {
        peers.get(i).hear(nowNanos, slots);
      }
      for (int i = 0; i < mixes.size(); i++) {
        mixes.get(i).mix(nowNanos, slots);
      }
      for (int i = 0; i < peers.size(); i++) {
        peers.get(i).speak(nowNanos, slot, slots);
      }
    }

    @Override
    public boolean wakesPerPacket() {
      return urgent || wakefulness.perPacket();
    }
  }

  /**
   * Closes all peers, says goodbye to them, and frees the port. Idempotent; returns within a second
   * or so, at once when called on the event loop.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    CompletableFuture<Void> goodbyes = new CompletableFuture<>();
    loop.execute(
        () -> {
          List.copyOf(peers).forEach(peer -> peer.close("the endpoint was closed"));
          goodbyes.complete(null);
        });
    if (!loop.isOwnThread()) {
      try {
        goodbyes.get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        handshakes.shutdown();
        if (!handshakes.awaitTermination(GOODBYE_MILLIS, TimeUnit.MILLISECONDS)) {
          handshakes.shutdownNow();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        log.debug("not everybody was told goodbye", e);
      }
    }
    loop.execute(gatherers::close);
    loop.close();
    handshakes.shutdownNow();
    lookUps.close();
    port.close();
  }
}
