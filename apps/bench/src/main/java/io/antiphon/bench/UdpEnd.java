package io.antiphon.bench;

import io.antiphon.dtlssrtp.DtlsConfig;
import io.antiphon.dtlssrtp.DtlsEvent;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Fingerprint;
import io.antiphon.dtlssrtp.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** One end of a handshake on 127.0.0.1, with a socket and a thread that reads it. */
final class UdpEnd implements AutoCloseable {
  private static final int MAX_DATAGRAM = 2_048;

  private final CompletableFuture<Long> connected = new CompletableFuture<>();
  private final DatagramChannel channel = DatagramChannel.open();
  private final DtlsHandshake handshake;
  private volatile @Nullable InetSocketAddress to;

  /**
   * An end that has not begun.
   *
   * @param theirs the other end's certificate
   * @param to where the other end is; null for where the first datagram comes from
   */
  UdpEnd(
      DtlsRole role,
      Identity own,
      Collection<Fingerprint> theirs,
      @Nullable InetSocketAddress to,
      ExecutorService threads)
      throws IOException {
    this.to = to;
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    handshake = new DtlsHandshake(own, role, theirs, DtlsConfig.defaults(), threads, this::onEvent);
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /** When it had keys, by {@link System#nanoTime}. */
  CompletableFuture<Long> connected() {
    return connected;
  }

  void start() {
    Thread reader = new Thread(this::read, "bench-read");
    reader.setDaemon(true);
    reader.start();
    handshake.start();
  }

  private void read() {
    ByteBuffer datagram = ByteBuffer.allocate(MAX_DATAGRAM);
    try {
      while (channel.receive(datagram.clear()) instanceof InetSocketAddress from) {
        if (to == null) {
          to = from;
        }
        handshake.receive(datagram.flip());
      }
    } catch (IOException e) {
      // closed: it is over
    }
  }

  private void onEvent(DtlsEvent event) {
    if (event instanceof DtlsEvent.Transmit transmit) {
      send(transmit.datagram());
    } else if (event instanceof DtlsEvent.Connected) {
      connected.complete(System.nanoTime());
    } else if (event instanceof DtlsEvent.Failed failed) {
      connected.completeExceptionally(new IOException(failed.reason()));
    }
  }

  private void send(ByteBuffer datagram) {
    InetSocketAddress other = to;
    try {
      if (channel.isOpen() && other != null) {
        channel.send(datagram, other);
      }
    } catch (java.nio.channels.ClosedChannelException | PortUnreachableException e) {
      // a copy of the last flight, after the end
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    handshake.close();
    channel.close();
  }
}
