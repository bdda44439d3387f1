package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two cores on a simulated network, in virtual time. */
class IceTransportTest extends TwoPeers {
  @ParameterizedTest
  @EnumSource(IceRole.class)
  void connectsWithinThreeRoundTripsInEitherRole(IceRole role) {
    a = network.add(transport(role, 11), A);
    b = network.add(transport(role.opposite(), 22), B);
    connect();
    assertEquals(
        List.of("0 ms CHECKING", "2 ms CONNECTED", "4 ms COMPLETED"), controlling().timeline);
    assertEquals(B, path(a).remoteAddress());
    assertEquals(A, path(b).remoteAddress());
    assertTrue(path(a).nominated());
    assertEquals(Duration.ofMillis(2), path(a).currentRoundTripTime());
  }

  private SimulatedNetwork.Peer controlling() {
    return a.transport.role() == IceRole.CONTROLLING ? a : b;
  }

  @Test
  void connectsOverIpv6() {
    InetSocketAddress a6 = new InetSocketAddress("2001:db8::1", 5000);
    InetSocketAddress b6 = new InetSocketAddress("2001:db8::2", 6000);
    a = network.add(transport(IceRole.CONTROLLING, 11), A, a6);
    b = network.add(transport(IceRole.CONTROLLED, 22), b6);
    connect();
    assertEquals(b6, path(a).remoteAddress());
    assertEquals(1, a.transport.pairs().size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void connectsThroughLossDelayReorderingAndDuplicates(long seed) {
    SimulatedNetwork bad = new SimulatedNetwork(seed);
    bad.loss = 0.3;
    bad.duplication = 0.1;
    bad.delay = Duration.ofMillis(40);
    bad.jitter = Duration.ofMillis(80);
    a = bad.add(transport(IceRole.CONTROLLING, seed), A);
    b = bad.add(transport(IceRole.CONTROLLED, seed + 100), B, B2);
    b.transport.setRemoteCredentials(bad.now(), a.transport.localCredentials());
    a.transport.setRemoteCredentials(bad.now(), b.transport.localCredentials());
    b.transport.localCandidates().forEach(c -> a.transport.addRemoteCandidate(bad.now(), c));
    a.transport.localCandidates().forEach(c -> b.transport.addRemoteCandidate(bad.now(), c));
    assertTrue(bad.runUntil(this::bothConnected, Duration.ofSeconds(10)));
    assertTrue(
        bad.runUntil(() -> path(a).nominated() && path(b).nominated(), Duration.ofSeconds(10)));
    bad.runFor(Duration.ofMinutes(2));
    assertTrue(bothConnected() || a.state() == IceState.DISCONNECTED, () -> "" + a.timeline);
    assertEquals(path(a).remoteAddress(), path(b).localAddress());
  }

  @Test
  void connectsWithoutAnyRemoteCandidateOnOneSide() {
    twoPeers();
    b.transport.setRemoteCredentials(network.now(), a.transport.localCredentials());
    b.transport.endOfRemoteCandidates(network.now());
    network.runFor(Duration.ofSeconds(30));
    assertEquals(IceState.CHECKING, b.state());
    signal(b, a);
    assertTrue(network.runUntil(this::bothConnected, SECOND));
    assertEquals(CandidateType.PEER_REFLEXIVE, path(b).remote().type());
  }

  @Test
  void failsOnceTheTimeToConnectIsOver() {
    twoPeers();
    b.transport.setRemoteCredentials(network.now(), a.transport.localCredentials());
    network.runFor(Duration.ofSeconds(90));
    assertEquals(List.of("0 ms CHECKING", "60000 ms FAILED"), b.timeline);
    assertTrue(b.events.contains(new IceEvent.Failed("no pair has worked for 60000 ms")));
    assertTrue(b.transport.nextTimeoutNanos().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(IceRole.class)
  void answersAndRemembersChecksThatComeThirtySecondsBeforeTheAnswer(IceRole early) {
    a = network.add(transport(early, 11), A);
    b = network.add(transport(early.opposite(), 22), B);
    signal(a, b); // b may check; a knows nothing of b
    network.runFor(Duration.ofSeconds(30));
    assertEquals(IceState.NEW, a.state());
    assertTrue(a.transport.isValidated(B));
    long answered = network.now();
    a.transport.setRemoteCredentials(network.now(), b.transport.localCredentials());
    assertTrue(network.runUntil(() -> a.state().isConnected(), SECOND));
    assertTrue(network.now() - answered <= 10_000_000, "the early check was not acted on at once");
    assertTrue(network.runUntil(() -> path(a).nominated() && path(b).nominated(), SECOND));
    assertEquals(CandidateType.PEER_REFLEXIVE, path(a).remote().type());
  }

  @Test
  void earlyChecksOfSomebodyElseAreForgotten() {
    twoPeers();
    SimulatedNetwork.Peer other = network.add(transport(IceRole.CONTROLLED, 33), B2);
    signal(a, other);
    network.runFor(SECOND);
    assertTrue(a.transport.isValidated(B2));
    signal(a, b);
    signal(b, a);
    assertTrue(network.runUntil(this::bothComplete, SECOND));
    assertFalse(a.transport.isValidated(B2));
    assertEquals(B, path(a).remoteAddress());
  }

  @ParameterizedTest
  @EnumSource(IceRole.class)
  void followsAPeerWhoseNatHasGivenItANewAddress(IceRole roleOfA) {
    InetSocketAddress first = new InetSocketAddress("203.0.113.9", 40000);
    InetSocketAddress second = new InetSocketAddress("203.0.113.9", 40001);
    a = network.add(transport(roleOfA, 11), A);
    b = network.add(transport(roleOfA.opposite(), 22), B);
    network.rebind(B, first);
    signal(a, b);
    a.transport.setRemoteCredentials(network.now(), b.transport.localCredentials());
    assertTrue(network.runUntil(this::bothConnected, SECOND));
    network.runFor(SECOND);
    assertEquals(first, path(a).remoteAddress());
    network.rebind(B, second);
    assertTrue(
        network.runUntil(() -> path(a).remoteAddress().equals(second), Duration.ofSeconds(10)),
        () -> a.timeline + " " + path(a) + a.transport.pairs());
    assertTrue(path(a).isValid());
    network.runFor(Duration.ofMinutes(1));
    assertTrue(bothConnected(), () -> a.timeline + " / " + b.timeline);
    assertFalse(a.timeline.stream().anyMatch(s -> s.contains("FAILED")));
  }

  @Test
  void ofSeveralPairsTheFirstThatWorksIsTaken() {
    a = network.add(transport(IceRole.CONTROLLING, 11), A);
    b = network.add(transport(IceRole.CONTROLLED, 22), B, B2);
    network.blocked = t -> t.remote().equals(B) || t.local().equals(B);
    signal(a, b);
    signal(b, a);
    assertTrue(network.runUntil(this::bothConnected, SECOND));
    assertTrue(network.runUntil(() -> path(b).nominated(), SECOND));
    assertEquals(B2, path(a).remoteAddress());
  }

  @Test
  void ignoresWhatItCannotUse() throws CandidateFormatException {
    twoPeers();
    signal(a, b);
    a.transport.setRemoteCredentials(network.now(), b.transport.localCredentials());
    for (String unusable :
        List.of(
            "candidate:1 1 tcp 2105458943 192.0.2.2 9 typ host tcptype active",
            "candidate:1 1 udp 2113937151 1f4712db-ea17-4bcf-a596-105139dfd8bf.local 54596 typ host",
            "candidate:1 2 udp 2113937150 192.0.2.2 6001 typ host",
            "candidate:1 1 udp 2113937151 0.0.0.0 6001 typ host",
            "candidate:1 1 udp 2113937151 224.0.0.1 6001 typ host",
            "candidate:1 1 udp 2113937151 192.0.2.2 0 typ host",
            "candidate:1 1 udp 2113937151 192.0.2.2 6001 typ host ufrag other")) {
      a.transport.addRemoteCandidate(network.now(), Candidate.parse(unusable));
    }
    assertEquals(List.of(), a.transport.pairs());
  }

  @Test
  void aSignalledCandidateReplacesThePeerReflexiveOne() {
    twoPeers();
    signal(a, b);
    a.transport.setRemoteCredentials(network.now(), b.transport.localCredentials());
    assertTrue(network.runUntil(this::bothConnected, SECOND));
    assertEquals(CandidateType.PEER_REFLEXIVE, path(a).remote().type());
    a.transport.addRemoteCandidate(network.now(), b.transport.localCandidates().get(0));
    assertEquals(CandidateType.HOST, path(a).remote().type());
    assertEquals(1, a.transport.pairs().size());
  }

  @Test
  void nothingLeavesAfterClose() {
    twoPeers();
    connect();
    a.transport.close();
    long sent = a.transmitted;
    network.runFor(Duration.ofSeconds(20));
    assertEquals(sent, a.transmitted);
    assertEquals(IceState.CLOSED, a.state());
    assertTrue(a.transport.nextTimeoutNanos().isEmpty());
  }
}
