package io.antiphon.ice;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A non-blocking UDP channel, and the address that it is bound to. */
record BoundChannel(DatagramChannel channel, InetSocketAddress address) {
  private static final Logger LOG = LoggerFactory.getLogger(BoundChannel.class);

  /**
   * 200 peers send 10,000 packets per second, each of which occupies about 1 KiB of a socket's
   * buffer: this holds a pause of 400 ms, where the system grants it (Linux: net.core.rmem_max).
   */
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  /** All that 200 peers are sent within one slot of 20 ms, several times over. */
  private static final int SEND_BUFFER_BYTES = 1 << 20;

  /** One for each address, all with one port: the wanted one, or for 0 the first that is given. */
  static List<BoundChannel> bindAll(List<InetAddress> addresses, int wanted) throws IOException {
    List<BoundChannel> bound = new ArrayList<>();
    int port = wanted;
    try {
      for (InetAddress address : addresses) {
        BoundChannel channel = bind(new InetSocketAddress(address, port));
        bound.add(channel);
        port = channel.address().getPort();
      }
      return bound;
    } catch (IOException e) {
      bound.forEach(BoundChannel::close);
      throw e;
    }
  }

  private static BoundChannel bind(InetSocketAddress wanted) throws IOException {
    boolean ipv6 = wanted.getAddress() instanceof Inet6Address;
    DatagramChannel channel =
        DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
      channel.bind(wanted);
      LOG.debug(
          "Bound {}, buffers in {} and out {} bytes",
          channel.getLocalAddress(),
          channel.getOption(StandardSocketOptions.SO_RCVBUF),
          channel.getOption(StandardSocketOptions.SO_SNDBUF));
      return new BoundChannel(channel, (InetSocketAddress) channel.getLocalAddress());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("Closing: {}", e.toString());
    }
  }
}
