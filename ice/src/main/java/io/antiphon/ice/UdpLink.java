package io.antiphon.ice;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A UDP socket that hears one server and nobody else. */
final class UdpLink extends ServerLink {
  private static final int MAX_DATAGRAM = 4096;
  private static final int MAX_BATCH = 64;
  private final DatagramChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);

  private UdpLink(DatagramChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens it.
   *
   * @param from the address to use; null for the one that leads there
   */
  static UdpLink open(@Nullable InetAddress from, InetSocketAddress server) throws IOException {
    boolean ipv6 = server.getAddress() instanceof Inet6Address;
    DatagramChannel channel =
        DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    try {
      channel.configureBlocking(false);
      if (from != null) {
        channel.bind(new InetSocketAddress(from, 0));
      }
      channel.connect(server);
      return new UdpLink(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  boolean isStream() {
    return false;
  }

  @Override
  void register(Selector selector, Object attachment) throws IOException {
    channel.register(selector, SelectionKey.OP_READ, attachment);
  }

  @Override
  void send(ByteBuffer message) {
    try {
      channel.write(message);
    } catch (IOException e) {
      fail(e);
    }
  }

  @Override
  void read(Consumer<ByteBuffer> to) throws IOException {
    for (int count = 0; count < MAX_BATCH; count++) {
      buffer.clear();
      if (channel.read(buffer) <= 0) {
        return;
      }
      to.accept(buffer.flip());
    }
  }

  @Override
  void closeChannel() throws IOException {
    channel.close();
  }
}
