package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;

/** Two transports on a simulated network, for tests in virtual time. */
abstract class TwoPeers {
  static final InetSocketAddress A = new InetSocketAddress("192.0.2.1", 5000);
  static final InetSocketAddress B = new InetSocketAddress("192.0.2.2", 6000);
  static final InetSocketAddress B2 = new InetSocketAddress("198.51.100.2", 6000);
  static final Duration SECOND = Duration.ofSeconds(1);

  final SimulatedNetwork network = new SimulatedNetwork(1);
  SimulatedNetwork.Peer a;
  SimulatedNetwork.Peer b;

  static IceTransport transport(IceConfig config, IceRole role, long seed) {
    return new IceTransport(config, role, new Random(seed));
  }

  static IceTransport transport(IceRole role, long seed) {
    return transport(IceConfig.defaults(), role, seed);
  }

  void twoPeers() {
    a = network.add(transport(IceRole.CONTROLLING, 11), A);
    b = network.add(transport(IceRole.CONTROLLED, 22), B);
  }

  void signal(SimulatedNetwork.Peer from, SimulatedNetwork.Peer to) {
    to.transport.setRemoteCredentials(network.now(), from.transport.localCredentials());
    for (Candidate candidate : from.transport.localCandidates()) {
      to.transport.addRemoteCandidate(network.now(), candidate);
    }
    to.transport.endOfRemoteCandidates(network.now());
  }

  void connect() {
    signal(a, b);
    signal(b, a);
    assertTrue(
        network.runUntil(this::bothComplete, Duration.ofSeconds(10)),
        () -> a.timeline + " / " + b.timeline);
  }

  boolean bothComplete() {
    return a.state() == IceState.COMPLETED && b.state() == IceState.COMPLETED;
  }

  boolean bothConnected() {
    return a.state().isConnected() && b.state().isConnected();
  }

  CandidatePair path(SimulatedNetwork.Peer peer) {
    return assertPath(peer.transport.selectedPair());
  }

  static CandidatePair assertPath(CandidatePair pair) {
    assertNotNull(pair, "no pair selected");
    return pair;
  }
}
