package io.antiphon.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses that a STUN or TURN server's name stands for, in the resolver's order. */
record ServerAddresses(List<InetAddress> all) {
  boolean isEmpty() {
    return all.isEmpty();
  }

  /** The first that can be reached from an address of ours, or null. */
  @Nullable InetAddress reachableFrom(InetAddress base) {
    return all.stream().filter(server -> fits(base, server)).findFirst().orElse(null);
  }

  /** The first that can be reached from one of ours; failing that, the first. */
  InetAddress reachableFrom(List<InetAddress> bases) {
    return all.stream()
        .filter(server -> baseFor(server, bases) != null)
        .findFirst()
        .orElseGet(() -> all.get(0));
  }

  /** Which of ours leads to a server, or null: then the system may know one that does. */
  static @Nullable InetAddress baseFor(InetAddress server, List<InetAddress> bases) {
    return bases.stream().filter(base -> fits(base, server)).findFirst().orElse(null);
  }

  private static boolean fits(InetAddress base, InetAddress server) {
    return base instanceof Inet6Address == server instanceof Inet6Address
        && base.isLoopbackAddress() == server.isLoopbackAddress();
  }
}
