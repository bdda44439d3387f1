package io.antiphon.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The addresses that audio may use when nobody has named any. */
final class LocalAddresses {
  private LocalAddresses() {}

  /**
   * The address itself, or every usable one of this machine if it is the wildcard: loopback too, so
   * that a browser on this machine always gets through, but no link-local ones (they need a zone
   * that the other side cannot know).
   */
  static List<InetAddress> of(InetAddress host) throws SocketException {
    if (!host.isAnyLocalAddress()) {
      return List.of(host);
    }
    List<InetAddress> all = new ArrayList<>();
    for (NetworkInterface link : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (link.isUp()) {
        for (InetAddress address : Collections.list(link.getInetAddresses())) {
          boolean wanted = !(address instanceof Inet6Address) || host instanceof Inet6Address;
          if (wanted && !address.isLinkLocalAddress()) {
            all.add(address);
          }
        }
      }
    }
    return all;
  }
}
