package io.antiphon.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a transport's own candidates (RFC 8445 §5.1.1) and carries its datagrams: host candidates
 * at once, then what STUN servers see and TURN servers lend, as it comes.
 *
 * <p>Relayed addresses are kept until {@link #close}. Driven by one thread, the one that drives the
 * transport and its {@link UdpPort}.
 */
public final class IceGatherer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IceGatherer.class);

  private final IceTransport transport;
  private final UdpPort port;
  private final GatheringConfig config;
  private final GatheringLoop loop;
  private final DatagramListener datagrams;
  private final GatheringListener listener;
  private final ReflexiveQueries queries;
  private final RelayPaths relays;
  private GatheringState state = GatheringState.NEW;
  private int unresolved;
  private boolean retired;
  private boolean closed;

  /**
   * A gatherer that has not begun.
   *
   * @param transport whose candidates they are
   * @param port that it shares with others; it is to be attached there
   * @param datagrams takes what comes by way of a TURN server, as from the port
   */
  public IceGatherer(
      IceTransport transport,
      UdpPort port,
      GatheringConfig config,
      GatheringLoop loop,
      DatagramListener datagrams,
      GatheringListener listener) {
    this.transport = transport;
    this.port = port;
    this.config = config;
    this.loop = loop;
    this.datagrams = datagrams;
    this.listener = listener;
    this.queries = new ReflexiveQueries(port, loop.random(), new OwnAddresses());
    this.relays = new RelayPaths(config, loop, this, new LentAddresses());
  }

  /** How far it has come. */
  public GatheringState state() {
    return state;
  }

  /** Whether datagrams may go by way of a TURN server: its farewells take a moment. */
  public boolean hasRelay() {
    return !relays.isEmpty();
  }

  /** Begins; a second time changes nothing. Host candidates are there when it returns. */
  public void gather(long nowNanos) {
    if (state != GatheringState.NEW || closed) {
      return;
    }
    changeState(GatheringState.GATHERING);
    if (config.policy() == IceTransportPolicy.ALL) {
      addHosts();
    }
    for (IceServer server : config.servers()) {
      for (IceServerUrl url : server.urls()) {
        resolve(server, url);
      }
    }
    completeIfDone();
  }

  private void addHosts() {
    int preference = 65_535;
    for (InetSocketAddress bound : port.localAddresses()) {
      InetAddress known = config.advertised().get(bound.getAddress());
      InetSocketAddress told =
          known == null ? bound : new InetSocketAddress(known, bound.getPort());
      add(Candidate.host(told, preference), bound);
      preference--;
    }
  }

  private void add(Candidate candidate, InetSocketAddress base) {
    transport.addLocalCandidate(candidate, base);
    listener.onCandidate(candidate);
  }

  private void resolve(IceServer server, IceServerUrl url) {
    unresolved++;
    loop.blocking()
        .execute(
            () -> {
              InetAddress[] found;
              try {
                found = InetAddress.getAllByName(url.host());
              } catch (UnknownHostException e) {
                found = new InetAddress[0];
              }
              List<InetAddress> addresses = List.of(found);
              loop.thread().execute(() -> onResolved(server, url, new ServerAddresses(addresses)));
            });
  }

  private void onResolved(IceServer server, IceServerUrl url, ServerAddresses addresses) {
    unresolved--;
    if (closed || retired) {
      return;
    }
    if (addresses.isEmpty()) {
      fail(url, TurnEvent.Failed.UNREACHABLE, "there is no host of that name");
    } else {
      long nowNanos = System.nanoTime();
      ask(nowNanos, url, addresses);
      if (url.relay()) {
        relays.allocate(nowNanos, server, url, addresses, own());
      }
    }
    completeIfDone();
  }

  /** A TURN server over UDP is a STUN server too. */
  private void ask(long nowNanos, IceServerUrl url, ServerAddresses addresses) {
    if (config.policy() == IceTransportPolicy.RELAY) {
      return;
    }
    if (url.transport() != IceServerUrl.Transport.UDP) {
      if (!url.relay()) {
        fail(url, TurnEvent.Failed.UNREACHABLE, "over TLS it cannot tell the address of UDP");
      }
      return;
    }
    for (InetSocketAddress base : port.localAddresses()) {
      InetAddress server = addresses.reachableFrom(base.getAddress());
      if (server != null && !config.advertised().containsKey(base.getAddress())) {
        queries.ask(nowNanos, url, base, new InetSocketAddress(server, url.port()));
      }
    }
  }

  /**
   * Sends a datagram of the transport, by way of a TURN server if that is where {@code local} is.
   *
   * @param local a base of one of the transport's candidates
   * @return false if it was not sent, and is counted where it was lost
   */
  public boolean send(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
    return relays.send(nowNanos, local, remote, datagram)
        || (port.isBound(local) && port.send(local, remote, datagram));
  }

  /** Takes in what TURN servers have sent; what is a peer's goes to the listener for datagrams. */
  public void receive(long nowNanos) {
    if (closed) {
      return;
    }
    relays.receive(nowNanos, datagrams);
    if (!closed) {
      attend();
    }
  }

  /** The same on the loop, soon; from any thread. */
  void receiveSoon() {
    loop.thread().execute(() -> receive(System.nanoTime()));
  }

  /** Lets time pass, and takes note of what was answered. */
  public void advanceTo(long nowNanos) {
    if (closed || state == GatheringState.NEW) {
      return;
    }
    relays.advanceTo(nowNanos);
    queries.advanceTo(nowNanos);
    attend();
  }

  private void attend() {
    queries.attend();
    relays.attend();
    completeIfDone();
  }

  /** What STUN servers see our addresses as. */
  private final class OwnAddresses implements ReflexiveQueries.Listener {
    @Override
    public void onMapped(InetSocketAddress base, InetSocketAddress mapped) {
      if (transport.localCandidates().stream()
          .noneMatch(known -> mapped.equals(known.socketAddress()))) {
        int preference = 65_535 - port.localAddresses().indexOf(base);
        add(Candidate.serverReflexive(mapped, base, preference), base);
      }
    }

    @Override
    public void onFailed(IceServerUrl url, String reason) {
      fail(url, TurnEvent.Failed.UNREACHABLE, reason);
    }
  }

  /** What TURN servers lend us. */
  private final class LentAddresses implements RelayPaths.Listener {
    @Override
    public void onRelayed(Candidate candidate, InetSocketAddress base) {
      if (!retired) {
        add(candidate, base);
      }
    }

    @Override
    public void onFailed(IceServerUrl url, int code, String reason) {
      fail(url, code, reason);
    }
  }

  private List<InetAddress> own() {
    return port.localAddresses().stream().map(InetSocketAddress::getAddress).toList();
  }

  private void fail(IceServerUrl url, int code, String reason) {
    LOG.debug("{}: {}", url, reason);
    if (retired) {
      return;
    }
    listener.onServerFailed(url, code, reason);
  }

  /**
   * Looks no further and tells nothing more: another gatherer looks for the transport's candidates
   * from now on. What has been lent is kept, and carries datagrams, until {@link #close}.
   */
  public void retire() {
    retired = true;
    state = GatheringState.COMPLETE;
    queries.close();
  }

  private void completeIfDone() {
    if (state == GatheringState.GATHERING
        && unresolved == 0
        && queries.isEmpty()
        && relays.areAllocated()) {
      changeState(GatheringState.COMPLETE);
    }
  }

  private void changeState(GatheringState next) {
    state = next;
    listener.onGatheringState(next);
  }

  /** When to call {@link #advanceTo}, if nothing arrives before; empty if time changes nothing. */
  public OptionalLong nextTimeoutNanos() {
    Earliest earliest = new Earliest();
    relays.consider(earliest);
    queries.consider(earliest);
    return earliest.get();
  }

  /** Gives relayed addresses back and closes the ways to the servers. Idempotent. */
  @Override
  public void close() {
    closed = true;
    queries.close();
    relays.close();
  }
}
