package io.antiphon.peer;

import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.IceConfig;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.IceTransportPolicy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Settings of an {@link Endpoint}; start from {@link #on}.
 *
 * @param addresses of this machine that audio may use, at least one
 * @param udpPort the one UDP port, the same on each address; 0 for any free one
 * @param lastUdpPort the last of the ports that may be it, from {@code udpPort} on; the first that
 *     is free is taken
 * @param ice settings of every peer's path
 * @param gathering servers to ask for candidates, and which candidates to use; of a peer that has
 *     settings of its own, those count
 * @param gatheringTimeout an offer or answer waits at most this long for candidates; those that
 *     come later are told by {@link PeerConnection#onIceCandidate}
 * @param dtlsClient whether we open the DTLS handshake where an offer leaves the choice (RFC 8842
 *     §5.3 recommends it; it saves half a round trip)
 * @param handshakeThreads how many handshakes may run at a time, 1 or more; more wait
 */
public record EndpointConfig(
    List<InetAddress> addresses,
    int udpPort,
    int lastUdpPort,
    IceConfig ice,
    GatheringConfig gathering,
    Duration gatheringTimeout,
    boolean dtlsClient,
    int handshakeThreads) {
  private static final Duration GATHERING_TIMEOUT = Duration.ofSeconds(2);

  /**
   * Copies the list and checks the ranges.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public EndpointConfig {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("an endpoint needs an address");
    }
    if (udpPort < 0 || udpPort > 65535) {
      throw new IllegalArgumentException("UDP port " + udpPort);
    }
    if (lastUdpPort < udpPort || lastUdpPort > 65535 || (udpPort == 0 && lastUdpPort != 0)) {
      throw new IllegalArgumentException("UDP ports " + udpPort + " to " + lastUdpPort);
    }
    if (gatheringTimeout.isNegative()) {
      throw new IllegalArgumentException("gathering timeout " + gatheringTimeout);
    }
    if (handshakeThreads < 1) {
      throw new IllegalArgumentException(handshakeThreads + " handshake threads");
    }
  }

  /** The defaults on these addresses: any free port, full ICE, DTLS client, 256 handshakes. */
  public static EndpointConfig on(List<InetAddress> addresses) {
    return new EndpointConfig(
        addresses,
        0,
        0,
        IceConfig.defaults(),
        GatheringConfig.hostOnly(),
        GATHERING_TIMEOUT,
        true,
        256);
  }

  /** The defaults on 127.0.0.1: nothing leaves this machine. */
  public static EndpointConfig loopback() {
    return on(List.of(InetAddress.getLoopbackAddress()));
  }

  /** The same on that UDP port. */
  public EndpointConfig withUdpPort(int port) {
    return withUdpPorts(port, port);
  }

  /** The same on the first of those UDP ports that is free. */
  public EndpointConfig withUdpPorts(int first, int last) {
    return new EndpointConfig(
        addresses, first, last, ice, gathering, gatheringTimeout, dtlsClient, handshakeThreads);
  }

  /** The same with other settings of the path. */
  public EndpointConfig withIce(IceConfig config) {
    return new EndpointConfig(
        addresses,
        udpPort,
        lastUdpPort,
        config,
        gathering,
        gatheringTimeout,
        dtlsClient,
        handshakeThreads);
  }

  /** The same with other settings of the search for candidates. */
  public EndpointConfig withGathering(GatheringConfig config) {
    return new EndpointConfig(
        addresses,
        udpPort,
        lastUdpPort,
        ice,
        config,
        gatheringTimeout,
        dtlsClient,
        handshakeThreads);
  }

  /** The same, asking these servers for candidates (W3C {@code iceServers}). */
  public EndpointConfig withIceServers(List<IceServer> servers) {
    return withGathering(gathering.withServers(servers));
  }

  /** The same, using any candidates or only relayed ones (W3C {@code iceTransportPolicy}). */
  public EndpointConfig withIceTransportPolicy(IceTransportPolicy policy) {
    return withGathering(gathering.withPolicy(policy));
  }

  /** The same, waiting that long for candidates; zero not to wait at all. */
  public EndpointConfig withGatheringTimeout(Duration timeout) {
    return new EndpointConfig(
        addresses, udpPort, lastUdpPort, ice, gathering, timeout, dtlsClient, handshakeThreads);
  }

  /** The same, but opening the handshake where the choice is ours, or waiting for it. */
  public EndpointConfig withDtlsClient(boolean client) {
    return new EndpointConfig(
        addresses,
        udpPort,
        lastUdpPort,
        ice,
        gathering,
        gatheringTimeout,
        client,
        handshakeThreads);
  }
}
