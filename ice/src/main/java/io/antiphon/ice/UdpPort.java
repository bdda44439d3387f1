package io.antiphon.ice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.List;
import java.util.function.LongSupplier;

/** One UDP port, shared by all peers; one channel per bound address. One thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class UdpPort implements AutoCloseable {
  private UdpPort() {}

  public static UdpPort open(List<InetAddress> addresses, int port) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  public List<InetSocketAddress> localAddresses() {
    throw new UnsupportedOperationException("not yet");
  }

  public void register(Selector selector) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  public void attach(IceTransport transport, DatagramListener listener) {
    throw new UnsupportedOperationException("not yet");
  }

  public void detach(IceTransport transport) {
    throw new UnsupportedOperationException("not yet");
  }

  public int receive(LongSupplier clock) {
    throw new UnsupportedOperationException("not yet");
  }

  public boolean send(InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("not yet");
  }
}
