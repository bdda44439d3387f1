package io.antiphon.client;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** The address of this machine from which a server is reached. */
final class LocalAddress {
  /** Any port will do: connecting a UDP socket asks the routing table and sends nothing. */
  private static final int DISCARD = 9;

  private LocalAddress() {}

  /**
   * The server's own address if that is a loopback one, otherwise ours on the way to it.
   *
   * @throws CallException if the host's name is unknown, or no way leads to it
   */
  static InetAddress towards(URI server) throws CallException {
    String host = server.getHost();
    try {
      InetAddress remote = InetAddress.getByName(host);
      return remote.isLoopbackAddress() ? remote : onTheWayTo(remote);
    } catch (UnknownHostException e) {
      throw new CallException(ExitCode.SERVER, "There is no host called " + host + ".", e);
    } catch (IOException e) {
      throw new CallException(ExitCode.SERVER, "No way leads from here to " + host + ".", e);
    }
  }

  private static InetAddress onTheWayTo(InetAddress remote) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(remote, DISCARD));
      InetAddress local = socket.getLocalAddress();
      if (local.isAnyLocalAddress()) {
        throw new IOException("no route");
      }
      return local;
    }
  }
}
