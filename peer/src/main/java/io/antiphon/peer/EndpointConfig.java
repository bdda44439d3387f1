package io.antiphon.peer;

import io.antiphon.ice.IceConfig;
import java.net.InetAddress;
import java.util.List;

/**
 * Settings of an {@link Endpoint}; start from {@link #on}.
 *
 * @param addresses of this machine that audio may use, at least one
 * @param udpPort the one UDP port, the same on each address; 0 for any free one
 * @param ice settings of every peer's path
 * @param dtlsClient whether we open the DTLS handshake where an offer leaves the choice (RFC 8842
 *     §5.3 recommends it; it saves half a round trip)
 * @param handshakeThreads how many handshakes may run at a time, 1 or more; more wait
 */
public record EndpointConfig(
    List<InetAddress> addresses,
    int udpPort,
    IceConfig ice,
    boolean dtlsClient,
    int handshakeThreads) {
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
    if (handshakeThreads < 1) {
      throw new IllegalArgumentException(handshakeThreads + " handshake threads");
    }
  }

  /** The defaults on these addresses: any free port, full ICE, DTLS client, 8 handshakes. */
  public static EndpointConfig on(List<InetAddress> addresses) {
    return new EndpointConfig(addresses, 0, IceConfig.defaults(), true, 8);
  }

  /** The defaults on 127.0.0.1: nothing leaves this machine. */
  public static EndpointConfig loopback() {
    return on(List.of(InetAddress.getLoopbackAddress()));
  }

  /** The same on that UDP port. */
  public EndpointConfig withUdpPort(int port) {
    return new EndpointConfig(addresses, port, ice, dtlsClient, handshakeThreads);
  }

  /** The same with other settings of the path. */
  public EndpointConfig withIce(IceConfig config) {
    return new EndpointConfig(addresses, udpPort, config, dtlsClient, handshakeThreads);
  }

  /** The same, but opening the handshake where the choice is ours, or waiting for it. */
  public EndpointConfig withDtlsClient(boolean client) {
    return new EndpointConfig(addresses, udpPort, ice, client, handshakeThreads);
  }
}
