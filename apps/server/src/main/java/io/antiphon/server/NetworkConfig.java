package io.antiphon.server;

import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.PortRange;
import java.net.InetAddress;
import java.util.List;

/**
 * Where audio goes.
 *
 * @param addresses local addresses that it may use
 * @param ports the one UDP port of all peers is the first free one of these
 * @param gathering servers to ask for more candidates, and what others know our addresses by
 */
record NetworkConfig(List<InetAddress> addresses, PortRange ports, GatheringConfig gathering) {
  NetworkConfig {
    addresses = List.copyOf(addresses);
  }

  /** These addresses, any free port, and nobody asked. */
  static NetworkConfig on(InetAddress... addresses) {
    return new NetworkConfig(List.of(addresses), PortRange.ANY, GatheringConfig.hostOnly());
  }
}
