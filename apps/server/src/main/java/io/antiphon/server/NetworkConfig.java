package io.antiphon.server;

import io.antiphon.dtlssrtp.Identity;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.PortRange;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where audio goes.
 *
 * @param addresses local addresses that it may use
 * @param ports the one UDP port of all peers is the first free one of these
 * @param gathering servers to ask for more candidates, and what others know our addresses by
 * @param lite only answer ICE's checks, send none (RFC 8445 §2.5)
 * @param identity the certificate that peers are shown; null for one made at the start
 */
record NetworkConfig(
    List<InetAddress> addresses,
    PortRange ports,
    GatheringConfig gathering,
    boolean lite,
    @Nullable Identity identity) {
  NetworkConfig {
    addresses = List.copyOf(addresses);
  }

  /** Full ICE, with a certificate made at the start. */
  NetworkConfig(List<InetAddress> addresses, PortRange ports, GatheringConfig gathering) {
    this(addresses, ports, gathering, false, null);
  }

  /** These addresses, any free port, and nobody asked. */
  static NetworkConfig on(InetAddress... addresses) {
    return new NetworkConfig(List.of(addresses), PortRange.ANY, GatheringConfig.hostOnly());
  }
}
