package io.antiphon.ice;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One UDP port, shared by all peers: a non-blocking channel per bound address, and the knowledge
 * whose datagram it is.
 *
 * <p>A STUN request belongs to whom its USERNAME names, an answer to whom has asked, all else to
 * the peer that has proved to be at its source address. The rest is counted and dropped. Driven by
 * one thread, the same as the transports'.
 */
public final class UdpPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UdpPort.class);

  /** More than any path carries without fragments, jumbo frames aside. */
  private static final int MAX_DATAGRAM = 4096;

  /** Per call and address, so that one flood does not starve timers and other addresses. */
  private static final int MAX_BATCH = 512;

  private static final int BIND_ATTEMPTS = 16;

  private final List<BoundChannel> channels;
  private final List<InetSocketAddress> localAddresses;
  private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
  private final DatagramRoutes routes = new DatagramRoutes();
  private final RejectionLimit rejections = new RejectionLimit();
  private long received;
  private long sent;
  private long unclaimed;
  private long limited;
  private long oversized;
  private long bufferFull;
  private long sendErrors;

  private UdpPort(List<BoundChannel> channels) {
    this.channels = channels;
    this.localAddresses = channels.stream().map(BoundChannel::address).toList();
  }

  /**
   * Binds a port on each of the addresses.
   *
   * @param addresses of this machine, IPv4 and IPv6; at least one
   * @param port 0 for any that is free on all of them
   * @throws IOException if one cannot be bound
   */
  public static UdpPort open(List<InetAddress> addresses, int port) throws IOException {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no address to bind");
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return new UdpPort(BoundChannel.bindAll(addresses, port));
      } catch (BindException e) {
        // The port that was free on the first address may be taken on another.
        if (port != 0 || attempt == BIND_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * Binds the first port of a range that is free on all of the addresses.
   *
   * @param first 0 for any port at all
   * @param last from {@code first} on
   * @throws IOException if none can be bound, naming them
   */
  public static UdpPort open(List<InetAddress> addresses, int first, int last) throws IOException {
    for (int port = first; port < last; port++) {
      try {
        return open(addresses, port);
      } catch (BindException e) {
        LOG.debug("UDP port {} is taken", port);
      }
    }
    try {
      return open(addresses, last);
    } catch (BindException e) {
      String which = first == last ? "UDP port " + first : "UDP ports " + first + " to " + last;
      BindException named = new BindException(which + " of " + addresses + ": " + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  /** The bound addresses, in the order they were asked for, all with one port. */
  public List<InetSocketAddress> localAddresses() {
    return localAddresses;
  }

  /** Registers the channels for reading; on a selected key, call {@link #receive}. */
  public void register(Selector selector) throws IOException {
    for (BoundChannel each : channels) {
      each.channel().register(selector, SelectionKey.OP_READ);
    }
  }

  /**
   * Hands the datagrams of a transport to a listener from now on.
   *
   * @throws IllegalStateException if it is attached already
   */
  public void attach(IceTransport transport, DatagramListener listener) {
    routes.attach(transport, listener);
  }

  /** Lets go of a transport; of one that is not attached, nothing happens. */
  public void detach(IceTransport transport) {
    routes.detach(transport);
  }

  /** Hands the answers to a query over from now on. */
  void add(ReflexiveQuery query) {
    routes.add(query);
  }

  void remove(ReflexiveQuery query) {
    routes.remove(query);
  }

  /**
   * Takes in what waits, up to 512 datagrams per address, and hands each to its owner's listener.
   * Allocates nothing per packet, except for STUN.
   *
   * @param clock the time of arrival, nanoseconds of the monotonic clock: {@code System::nanoTime}
   * @return how many were there, the dropped ones included
   */
  public int receive(LongSupplier clock) {
    int count = 0;
    for (int i = 0; i < channels.size(); i++) {
      count += receive(channels.get(i).channel(), localAddresses.get(i), clock);
    }
    return count;
  }

  private int receive(DatagramChannel channel, InetSocketAddress local, LongSupplier clock) {
    for (int count = 0; count < MAX_BATCH; count++) {
      buffer.clear();
      try {
        if (!(channel.receive(buffer) instanceof InetSocketAddress remote)) {
          return count;
        }
        received++;
        if (buffer.hasRemaining()) {
          dispatch(clock.getAsLong(), local, remote);
        } else {
          oversized++;
        }
      } catch (IOException e) {
        LOG.debug("Receiving on {}: {}", local, e.toString());
        return count;
      }
    }
    return MAX_BATCH;
  }

  private void dispatch(long nowNanos, InetSocketAddress local, InetSocketAddress remote) {
    buffer.flip();
    DatagramRoutes.Attachment proven = routes.ofProven(remote);
    if (StunFraming.isStun(buffer)) {
      dispatchStun(nowNanos, local, remote, proven != null);
    } else if (proven != null) {
      proven.listener().onDatagram(nowNanos, local, remote, buffer);
    } else {
      unclaimed++;
    }
  }

  private void dispatchStun(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, boolean proven) {
    if (!proven && rejections.isExceeded(nowNanos, remote.getAddress())) {
      limited++;
      return;
    }
    boolean wellFormed = StunFraming.isWellFormed(buffer);
    DatagramRoutes.Attachment owner = wellFormed ? routes.ofStun(remote, buffer) : null;
    if (owner == null) {
      ReflexiveQuery query = wellFormed ? routes.queryOf(remote, buffer) : null;
      if (query != null) {
        query.receive(nowNanos, buffer);
        return;
      }
      // Cheap to find out, and not held against the address: behind a NAT, many a browser may go on
      // checking for peers that are gone.
      unclaimed++;
      return;
    }
    long before = owner.transport().rejected();
    owner.listener().onDatagram(nowNanos, local, remote, buffer);
    if (owner.transport().rejected() != before) {
      rejections.count(nowNanos, remote.getAddress());
    }
  }

  /**
   * Sends a datagram.
   *
   * @param local one of {@link #localAddresses}
   * @return false if the socket's buffer is full or the system refuses; both are counted
   */
  public boolean send(InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
    for (int i = 0; i < channels.size(); i++) {
      if (localAddresses.get(i).equals(local)) {
        return send(channels.get(i).channel(), remote, datagram);
      }
    }
    throw new IllegalArgumentException("not bound: " + local);
  }

  /** Whether this is one of {@link #localAddresses}. */
  boolean isBound(InetSocketAddress local) {
    return localAddresses.contains(local);
  }

  private boolean send(DatagramChannel channel, InetSocketAddress remote, ByteBuffer datagram) {
    try {
      if (channel.send(datagram, remote) > 0) {
        sent++;
        return true;
      }
      bufferFull++;
    } catch (IOException e) {
      // No route, a firewall of ours: as good as lost on the way, and the checks will tell.
      sendErrors++;
      LOG.trace("Sending to {}: {}", remote, e.toString());
    }
    return false;
  }

  /** What has passed through so far, and what has not. */
  public UdpPortStatistics statistics() {
    return new UdpPortStatistics(
        received, sent, unclaimed, limited, oversized, bufferFull, sendErrors);
  }

  /** Closes the channels. Idempotent. */
  @Override
  public void close() {
    channels.forEach(BoundChannel::close);
  }
}
