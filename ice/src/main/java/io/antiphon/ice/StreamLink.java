package io.antiphon.ice;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A TCP connection to a server, with TLS in it or not. */
final class StreamLink extends ServerLink {
  /** What may wait to be sent: a second of audio, several times over. More is dropped. */
  private static final int MAX_WAITING = 64 * 1024;

  /** More than a TLS handshake has, so that a stuck one does not hold up the loop. */
  private static final int MAX_FLIGHTS = 8;

  private final SocketChannel channel;
  private final @Nullable TlsLayer tls;
  private final StunStream stream = new StunStream();
  private final ByteBuffer waiting = ByteBuffer.allocate(MAX_WAITING);
  private final ByteBuffer outgoing = ByteBuffer.allocate(2 * MAX_WAITING);
  private @Nullable SelectionKey key;
  private boolean connected;

  private StreamLink(SocketChannel channel, @Nullable TlsLayer tls) {
    this.channel = channel;
    this.tls = tls;
    outgoing.flip();
  }

  /**
   * Begins to connect.
   *
   * @param from the address to use; null for the one that leads there
   * @param tls null for plain TCP
   */
  static StreamLink open(
      @Nullable InetAddress from, InetSocketAddress server, @Nullable TlsLayer tls)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (from != null) {
        channel.bind(new InetSocketAddress(from, 0));
      }
      StreamLink link = new StreamLink(channel, tls);
      link.connected = channel.connect(server);
      return link;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  boolean isStream() {
    return true;
  }

  @Override
  void register(Selector selector, Object attachment) throws IOException {
    key = channel.register(selector, interest(), attachment);
  }

  private int interest() {
    if (!connected) {
      return SelectionKey.OP_CONNECT;
    }
    return outgoing.hasRemaining()
        ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
        : SelectionKey.OP_READ;
  }

  @Override
  void send(ByteBuffer message) {
    int padding = -message.remaining() & 3;
    if (waiting.remaining() < message.remaining() + padding) {
      return;
    }
    waiting.put(message).put(new byte[padding]);
    try {
      flush();
    } catch (IOException e) {
      fail(e);
    }
  }

  @Override
  void read(Consumer<ByteBuffer> to) throws IOException {
    if (!connected) {
      connected = channel.finishConnect();
      if (!connected) {
        return;
      }
    }
    for (int flight = 0; flight < MAX_FLIGHTS; flight++) {
      flush();
      try {
        while (readSome()) {
          stream.takeMessages(to);
        }
      } catch (StunFormatException e) {
        throw new IOException("it speaks neither STUN nor TURN", e);
      }
      if (tls == null || !tls.mustWrite()) {
        break;
      }
    }
    flush();
  }

  /** Whether there may be more. */
  private boolean readSome() throws IOException {
    int count = tls == null ? channel.read(stream.space()) : tls.read(channel, stream.space());
    if (count < 0) {
      throw new EOFException("it has closed the connection");
    }
    return count > 0;
  }

  private void flush() throws IOException {
    if (!connected) {
      return;
    }
    do {
      outgoing.compact();
      waiting.flip();
      if (tls != null) {
        tls.write(waiting, outgoing);
      } else {
        int length = Math.min(waiting.remaining(), outgoing.remaining());
        outgoing.put(waiting.slice(waiting.position(), length));
        waiting.position(waiting.position() + length);
      }
      waiting.compact();
      outgoing.flip();
    } while (outgoing.hasRemaining() && channel.write(outgoing) > 0);
    if (key != null && key.isValid()) {
      key.interestOps(interest());
    }
  }

  @Override
  void closeChannel() throws IOException {
    channel.close();
  }
}
