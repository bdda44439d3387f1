package io.antiphon.server;

import io.antiphon.dtlssrtp.Identity;
import io.antiphon.ice.AddressRules;
import io.antiphon.ice.IceConfig;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.signaling.SignalingServer;
import io.antiphon.signaling.SignalingServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: HTTP in front, one endpoint for all audio behind, recordings on the disk. */
final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  /** RFC 7675 asks every 5 s and gives up after 30; another time to give up keeps the ratio. */
  private static final int CONSENT_CHECKS = 6;

  private static final long FINISH_SECONDS = 3;

  private final Endpoint endpoint;
  private final Peers peers;
  private final ExecutorService disk;
  private final SignalingServer http;
  private final Metrics metrics;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();

  private Server(
      Endpoint endpoint, Peers peers, ExecutorService disk, SignalingServer http, Metrics metrics) {
    this.endpoint = endpoint;
    this.peers = peers;
    this.disk = disk;
    this.http = http;
    this.metrics = metrics;
  }

  /**
   * Starts it, ready for its first caller.
   *
   * @throws IOException if the sample cannot be read, or a port cannot be bound: in a sentence
   */
  static Server start(ServerConfig config) throws IOException {
    return start(config, true);
  }

  /** The same, without waiting until the first call will be as fast as the tenth. */
  static Server startCold(ServerConfig config) throws IOException {
    return start(config, false);
  }

  private static Server start(ServerConfig config, boolean warm) throws IOException {
    Playing playing = Playing.of(config.play(), config.sample());
    NetworkConfig network = config.network();
    IceConfig ice =
        IceConfig.defaults()
            .withLite(network.lite())
            .withConsent(config.inactivity().dividedBy(CONSENT_CHECKS), config.inactivity())
            .withConnectTimeout(config.inactivity());
    EndpointConfig reach =
        EndpointConfig.on(network.addresses())
            .withUdpPorts(network.ports().first(), network.ports().last())
            .withGathering(network.gathering())
            .withIce(ice);
    Identity given = network.identity();
    Endpoint endpoint = given != null ? Endpoint.open(reach, given) : Endpoint.open(reach);
    warnIfOutOfReach(network);
    Clock clock = Clock.systemUTC();
    RecordingsFolder recordings = new RecordingsFolder(config.recordings(), clock);
    Rooms rooms = new Rooms(endpoint, new RoomRecordings(recordings.rooms(), clock));
    Peers peers =
        new Peers(endpoint, playing, rooms, recordings, config.record(), config.media(), clock);
    ExecutorService disk = Executors.newFixedThreadPool(2, Server::diskThread);
    Metrics metrics = new Metrics(endpoint, peers, recordings.tally());
    try {
      if (warm) {
        Endpoint.warmUp().join();
      }
      SignalingServerBuilder routes = http(config, peers, rooms, recordings, disk);
      new StatsRoutes(peers, endpoint).addTo(routes);
      metrics.addTo(routes);
      SignalingServer http = routes.start();
      log.info("audio on {}", endpoint.localAddresses());
      return new Server(endpoint, peers, disk, http, metrics);
    } catch (IOException e) {
      metrics.close();
      endpoint.close();
      disk.shutdown();
      throw e;
    }
  }

  /** Of a server for this machine alone there is nothing to say. */
  static void warnIfOutOfReach(NetworkConfig network) {
    boolean here = network.addresses().stream().allMatch(InetAddress::isLoopbackAddress);
    boolean known =
        !network.gathering().servers().isEmpty() || !network.gathering().advertised().isEmpty();
    if (!here && !known && network.addresses().stream().allMatch(AddressRules::isPrivate)) {
      log.warn(
          "audio has private addresses only, {}: nobody outside of that network will get through;"
              + " --ice-address PUBLIC/LOCAL tells a public one, --ice-server asks for one",
          network.addresses());
    }
  }

  private static Thread diskThread(Runnable task) {
    Thread thread = new Thread(task, "antiphon-disk");
    thread.setDaemon(true);
    return thread;
  }

  private static SignalingServerBuilder http(
      ServerConfig config,
      Peers peers,
      Rooms rooms,
      RecordingsFolder recordings,
      ExecutorService disk) {
    PeerSignaling signaling = new PeerSignaling(peers);
    SignalingServerBuilder http =
        SignalingServer.builder()
            .host(config.host())
            .port(config.port())
            .handler(signaling)
            .page("/", Server.class, "/web/index.html")
            .resources("/", Server.class, "/web");
    new PeerRoutes(peers).addTo(http);
    new WhipRoutes(signaling, peers, new BearerToken(config.token())).addTo(http);
    new RecentRoutes(peers, disk).addTo(http);
    new CaptureRoutes(peers).addTo(http);
    new LiveAudioRoutes(peers, config.media()).addTo(http);
    new ProcessorRoutes(peers).addTo(http);
    new DtmfRoutes(peers).addTo(http);
    new RoomRoutes(rooms).addTo(http);
    new RecordingRoutes(recordings, disk).addTo(http);
    return http;
  }

  /** Where it listens, such as {@code http://127.0.0.1:8910}. */
  URI uri() {
    return http.uri();
  }

  void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /** Ends all calls, finishes all recordings, frees the ports; within five seconds. Idempotent. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    log.info("closing");
    try {
      peers.leaveAll().get(FINISH_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.warn("not every recording could be finished in time", e);
    }
    endpoint.close();
    http.close();
    metrics.close();
    disk.shutdownNow();
    closed.countDown();
  }
}
