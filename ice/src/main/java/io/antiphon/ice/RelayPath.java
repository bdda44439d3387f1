package io.antiphon.ice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An allocation, and the link to its server: an address of ours elsewhere. */
final class RelayPath implements AutoCloseable {
  private final IceServerUrl url;
  private final boolean ipv6;
  private final ServerLink link;
  private final TurnAllocation allocation;

  private RelayPath(
      IceServerUrl url, boolean ipv6, ServerLink link, IceServer server, RandomGenerator random) {
    this.url = url;
    this.ipv6 = ipv6;
    this.link = link;
    String username = server.username() == null ? "" : server.username();
    String password = server.credential() == null ? "" : server.credential();
    allocation = new TurnAllocation(username, password, ipv6, link.isStream(), random);
  }

  /**
   * Opens the link and asks for the allocation.
   *
   * @param from the address to use; null for the one that leads there
   * @param tls for a {@code turns:} URL, else null
   * @throws IOException if the system refuses
   */
  static RelayPath open(
      long nowNanos,
      IceServer server,
      IceServerUrl url,
      boolean ipv6,
      @Nullable InetAddress from,
      InetSocketAddress address,
      @Nullable TlsLayer tls,
      RandomGenerator random)
      throws IOException {
    ServerLink link =
        url.transport() == IceServerUrl.Transport.UDP
            ? UdpLink.open(from, address)
            : StreamLink.open(from, address, tls);
    RelayPath path = new RelayPath(url, ipv6, link, server, random);
    path.allocation.allocate(nowNanos);
    path.flush();
    return path;
  }

  void register(Selector selector, Object attachment) throws IOException {
    link.register(selector, attachment);
  }

  IceServerUrl url() {
    return url;
  }

  /** Whether it reaches IPv6 peers in place of IPv4 ones. */
  boolean isIpv6() {
    return ipv6;
  }

  @Nullable InetSocketAddress relayedAddress() {
    return allocation.relayedAddress();
  }

  @Nullable TurnEvent pollEvent() {
    return allocation.pollEvent();
  }

  /** Why the server cannot be reached, in words; null while it can, or may. */
  @Nullable String linkFailure() {
    return link.failure();
  }

  /** Sends to a peer by way of the server, or holds it until that is permitted. */
  void send(long nowNanos, InetSocketAddress peer, ByteBuffer datagram) {
    ByteBuffer framed = allocation.wrap(nowNanos, peer, datagram);
    flush();
    if (framed != null) {
      link.send(framed);
    }
  }

  /** Takes in what the server has sent; what peers say goes to the listener. */
  void receive(long nowNanos, DatagramListener listener) {
    link.receive(
        message -> {
          InetSocketAddress peer = allocation.receive(nowNanos, message);
          InetSocketAddress local = allocation.relayedAddress();
          if (peer != null && local != null) {
            listener.onDatagram(nowNanos, local, peer, message);
          }
        });
    flush();
  }

  void advanceTo(long nowNanos) {
    allocation.advanceTo(nowNanos);
    flush();
  }

  OptionalLong nextTimeoutNanos() {
    return allocation.nextTimeoutNanos();
  }

  private void flush() {
    for (ByteBuffer m = allocation.pollTransmit(); m != null; m = allocation.pollTransmit()) {
      link.send(m);
    }
  }

  @Override
  public void close() {
    allocation.close();
    flush();
    link.close();
  }
}
