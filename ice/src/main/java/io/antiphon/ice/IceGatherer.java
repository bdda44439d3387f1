package io.antiphon.ice;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
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
  private static final int FAMILY_NOT_SUPPORTED = 440;

  private final IceTransport transport;
  private final UdpPort port;
  private final GatheringConfig config;
  private final GatheringLoop loop;
  private final DatagramListener datagrams;
  private final GatheringListener listener;
  private final ReflexiveQueries queries;
  private final List<RelayPath> relays = new ArrayList<>();
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
        allocate(nowNanos, server, url, addresses);
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

  /** One for each family that the other side may be reached by. */
  private void allocate(
      long nowNanos, IceServer server, IceServerUrl url, ServerAddresses addresses) {
    List<InetAddress> own =
        port.localAddresses().stream().map(InetSocketAddress::getAddress).toList();
    InetAddress to = addresses.reachableFrom(own);
    // Where none of our addresses leads there, the system knows one that does.
    InetAddress from = ServerAddresses.baseFor(to, own);
    boolean ipv6 = own.stream().anyMatch(Inet6Address.class::isInstance);
    boolean ipv4 = !own.stream().allMatch(Inet6Address.class::isInstance);
    InetSocketAddress address = new InetSocketAddress(to, url.port());
    if (ipv4) {
      open(nowNanos, server, url, false, from, address);
    }
    if (ipv6) {
      open(nowNanos, server, url, true, from, address);
    }
  }

  private void open(
      long nowNanos,
      IceServer server,
      IceServerUrl url,
      boolean ipv6,
      @Nullable InetAddress from,
      InetSocketAddress address) {
    try {
      TlsLayer tls = url.transport() == IceServerUrl.Transport.TLS ? tls(url) : null;
      RelayPath relay =
          RelayPath.open(nowNanos, server, url, ipv6, from, address, tls, loop.random());
      relay.register(loop.selector(), this);
      relays.add(relay);
    } catch (IOException e) {
      fail(url, TurnEvent.Failed.UNREACHABLE, LinkFailure.inWords(e));
    }
  }

  private TlsLayer tls(IceServerUrl url) throws IOException {
    return new TlsLayer(
        config.sslContext(),
        url.host(),
        url.port(),
        loop.blocking(),
        () -> loop.thread().execute(() -> receive(System.nanoTime())));
  }

  /**
   * Sends a datagram of the transport, by way of a TURN server if that is where {@code local} is.
   *
   * @param local a base of one of the transport's candidates
   * @return false if it was not sent, and is counted where it was lost
   */
  public boolean send(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
    for (int i = 0; i < relays.size(); i++) {
      if (local.equals(relays.get(i).relayedAddress())) {
        relays.get(i).send(nowNanos, remote, datagram);
        return true;
      }
    }
    return port.isBound(local) && port.send(local, remote, datagram);
  }

  /** Takes in what TURN servers have sent; what is a peer's goes to the listener for datagrams. */
  public void receive(long nowNanos) {
    if (closed) {
      return;
    }
    for (int i = 0; i < relays.size(); i++) {
      relays.get(i).receive(nowNanos, datagrams);
      if (closed) {
        return;
      }
    }
    attend();
  }

  /** Lets time pass, and takes note of what was answered. */
  public void advanceTo(long nowNanos) {
    if (closed || state == GatheringState.NEW) {
      return;
    }
    for (int i = 0; i < relays.size(); i++) {
      relays.get(i).advanceTo(nowNanos);
    }
    queries.advanceTo(nowNanos);
    attend();
  }

  private void attend() {
    queries.attend();
    for (int i = relays.size() - 1; i >= 0; i--) {
      attendTo(relays.get(i));
    }
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

  private void attendTo(RelayPath relay) {
    for (TurnEvent event = relay.pollEvent(); event != null; event = relay.pollEvent()) {
      if (event instanceof TurnEvent.Allocated allocated) {
        onAllocated(relay, allocated);
      } else if (event instanceof TurnEvent.Failed failed) {
        drop(relay, failed.code(), failed.reason());
        return;
      }
    }
    String failure = relay.linkFailure();
    if (failure != null) {
      drop(relay, TurnEvent.Failed.UNREACHABLE, failure);
    }
  }

  private void onAllocated(RelayPath relay, TurnEvent.Allocated allocated) {
    if (retired) {
      return;
    }
    LOG.debug("{} relays for us at {}", relay.url(), allocated.relayed());
    boolean hidden = config.policy() == IceTransportPolicy.RELAY;
    InetSocketAddress told = hidden ? nowhere(relay.isIpv6()) : allocated.mapped();
    int preference = relay.url().transport().preference() - relays.indexOf(relay);
    add(Candidate.relayed(allocated.relayed(), told, preference), allocated.relayed());
  }

  private static InetSocketAddress nowhere(boolean ipv6) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[ipv6 ? 16 : 4]), 0);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are addresses", e);
    }
  }

  private void drop(RelayPath relay, int code, String reason) {
    relays.remove(relay);
    relay.close();
    if (relay.isIpv6() && code == FAMILY_NOT_SUPPORTED) {
      LOG.debug("{} relays no IPv6", relay.url());
    } else {
      fail(relay.url(), code, reason);
    }
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
        && relays.stream().allMatch(relay -> relay.relayedAddress() != null)) {
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
    relays.forEach(relay -> relay.nextTimeoutNanos().ifPresent(earliest::consider));
    queries.consider(earliest);
    return earliest.get();
  }

  /** Gives relayed addresses back and closes the ways to the servers. Idempotent. */
  @Override
  public void close() {
    closed = true;
    queries.close();
    relays.forEach(RelayPath::close);
    relays.clear();
  }
}
