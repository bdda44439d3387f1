package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Takes the datagrams of one peer from a {@link UdpPort}. */
@FunctionalInterface
public interface DatagramListener {
  /**
   * A datagram has come; STUN (first byte 0 to 3, RFC 7983) is for {@link IceTransport#receive}.
   *
   * @param nowNanos arrival, nanoseconds of the monotonic clock
   * @param local the bound address that it came to
   * @param remote where it came from
   * @param datagram position to limit, array-backed; valid only during the call, and may be written
   *     to
   */
  void onDatagram(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram);
}
