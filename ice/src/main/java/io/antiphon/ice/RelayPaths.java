package io.antiphon.ice;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways by TURN servers that a gatherer has opened, and the addresses lent to it there. */
final class RelayPaths {
  private static final Logger LOG = LoggerFactory.getLogger(RelayPaths.class);
  private static final int FAMILY_NOT_SUPPORTED = 440;

  private final GatheringConfig config;
  private final GatheringLoop loop;
  private final IceGatherer gatherer;
  private final Listener listener;
  private final List<RelayPath> relays = new ArrayList<>();
  private boolean closed;

  /** Hears what became of them. */
  interface Listener {
    /** A server relays for us. */
    void onRelayed(Candidate candidate, InetSocketAddress base);

    /** A server is of no use, or is no more: in words. */
    void onFailed(IceServerUrl url, int code, String reason);
  }

  RelayPaths(GatheringConfig config, GatheringLoop loop, IceGatherer gatherer, Listener listener) {
    this.config = config;
    this.loop = loop;
    this.gatherer = gatherer;
    this.listener = listener;
  }

  boolean isEmpty() {
    return relays.isEmpty();
  }

  /** Whether none is still to be allocated. */
  boolean areAllocated() {
    return relays.stream().allMatch(relay -> relay.relayedAddress() != null);
  }

  /** One for each family that the other side may be reached by. */
  void allocate(
      long nowNanos,
      IceServer server,
      IceServerUrl url,
      ServerAddresses addresses,
      List<InetAddress> own) {
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
      relay.register(loop.selector(), gatherer);
      relays.add(relay);
    } catch (IOException e) {
      listener.onFailed(url, TurnEvent.Failed.UNREACHABLE, LinkFailure.inWords(e));
    }
  }

  private TlsLayer tls(IceServerUrl url) throws IOException {
    return new TlsLayer(
        config.sslContext(), url.host(), url.port(), loop.blocking(), gatherer::receiveSoon);
  }

  /** Sends it, if {@code local} is on one of the servers. */
  boolean send(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
    for (int i = 0; i < relays.size(); i++) {
      if (local.equals(relays.get(i).relayedAddress())) {
        relays.get(i).send(nowNanos, remote, datagram);
        return true;
      }
    }
    return false;
  }

  void receive(long nowNanos, DatagramListener datagrams) {
    for (int i = 0; i < relays.size() && !closed; i++) {
      relays.get(i).receive(nowNanos, datagrams);
    }
  }

  void advanceTo(long nowNanos) {
    for (int i = 0; i < relays.size(); i++) {
      relays.get(i).advanceTo(nowNanos);
    }
  }

  /** Tells of what was answered. */
  void attend() {
    for (int i = relays.size() - 1; i >= 0; i--) {
      attendTo(relays.get(i));
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
    LOG.debug("{} relays for us at {}", relay.url(), allocated.relayed());
    boolean hidden = config.policy() == IceTransportPolicy.RELAY;
    InetSocketAddress told = hidden ? nowhere(relay.isIpv6()) : allocated.mapped();
    int preference = relay.url().transport().preference() - relays.indexOf(relay);
    listener.onRelayed(
        Candidate.relayed(allocated.relayed(), told, preference), allocated.relayed());
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
      listener.onFailed(relay.url(), code, reason);
    }
  }

  void consider(Earliest earliest) {
    relays.forEach(relay -> relay.nextTimeoutNanos().ifPresent(earliest::consider));
  }

  void close() {
    closed = true;
    relays.forEach(RelayPath::close);
    relays.clear();
  }
}
