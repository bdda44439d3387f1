package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Candidates one by one (RFC 8838), in virtual time. */
class TrickleTest {
  private static final InetSocketAddress A = new InetSocketAddress("192.0.2.1", 5000);
  private static final InetSocketAddress B = new InetSocketAddress("192.0.2.2", 6000);
  private static final InetSocketAddress UNREACHABLE = new InetSocketAddress("198.51.100.9", 6000);
  private static final InetSocketAddress NOWHERE = new InetSocketAddress("203.0.113.9", 6000);

  private final SimulatedNetwork network = new SimulatedNetwork(1);
  private SimulatedNetwork.Peer a;
  private SimulatedNetwork.Peer b;

  private void twoPeers(IceRole roleOfA) {
    a = network.add(new IceTransport(IceConfig.defaults(), roleOfA, new Random(11)), A);
    b =
        network.add(
            new IceTransport(IceConfig.defaults(), roleOfA.opposite(), new Random(22)),
            UNREACHABLE,
            NOWHERE,
            B);
    network.blocked = t -> dead(t.local()) || dead(t.remote());
  }

  private static boolean dead(InetSocketAddress address) {
    return address.equals(UNREACHABLE) || address.equals(NOWHERE);
  }

  /** What one side tells the other, each on its own. */
  private List<Runnable> news(SimulatedNetwork.Peer from, SimulatedNetwork.Peer to) {
    List<Runnable> news = new ArrayList<>();
    IceCredentials credentials = from.transport.localCredentials();
    news.add(() -> to.transport.setRemoteCredentials(network.now(), credentials));
    for (Candidate each : from.transport.localCandidates()) {
      news.add(() -> to.transport.addRemoteCandidate(network.now(), each));
    }
    news.add(() -> to.transport.endOfRemoteCandidates(network.now()));
    return news;
  }

  private boolean complete() {
    return a.state() == IceState.COMPLETED && b.state() == IceState.COMPLETED;
  }

  private void assertConnected() {
    assertTrue(
        network.runUntil(this::complete, Duration.ofSeconds(10)),
        () -> a.timeline + " " + a.transport.pairs() + " / " + b.timeline);
    CandidatePair path = a.transport.selectedPair();
    assertNotNull(path);
    assertEquals(B, path.remoteAddress());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void whateverComesInWhateverOrder(long seed) {
    Random order = new Random(seed);
    twoPeers(seed % 2 == 0 ? IceRole.CONTROLLING : IceRole.CONTROLLED);
    List<Runnable> news = news(a, b);
    news.addAll(news(b, a));
    Collections.shuffle(news, order);
    for (Runnable each : news) { // credentials, candidates and ends of both, answers' and offers'
      each.run();
      network.runFor(Duration.ofMillis(order.nextInt(1_000)));
    }
    assertConnected();
  }

  @ParameterizedTest
  @EnumSource(IceRole.class)
  void halfTrickle(IceRole roleOfA) {
    twoPeers(roleOfA);
    news(a, b).forEach(Runnable::run); // one side tells all at once, the other as it finds them
    for (Runnable each : news(b, a)) {
      network.runFor(Duration.ofSeconds(2));
      each.run();
    }
    assertConnected();
  }

  /** Whoever answers has to click first; whoever asked has been checked all the while. */
  @ParameterizedTest
  @EnumSource(IceRole.class)
  void anAnswerThatTakesHalfAMinuteIsInTime(IceRole roleOfA) {
    twoPeers(roleOfA);
    news(a, b).forEach(Runnable::run);
    network.runFor(Duration.ofSeconds(30));
    assertEquals(IceState.NEW, a.state());
    news(b, a).forEach(Runnable::run);
    assertTrue(network.runUntil(this::complete, Duration.ofSeconds(1)), () -> "" + b.timeline);
  }

  @Test
  void aCandidateAfterTheEndIsStillTried() {
    twoPeers(IceRole.CONTROLLING);
    network.blocked =
        t -> dead(t.local()) || dead(t.remote()) || (t.local().equals(B) && isRequest(t));
    b.transport.setRemoteCredentials(network.now(), a.transport.localCredentials());
    a.transport.setRemoteCredentials(network.now(), b.transport.localCredentials());
    a.transport.addRemoteCandidate(network.now(), b.transport.localCandidates().get(0));
    a.transport.endOfRemoteCandidates(network.now());
    b.transport.endOfRemoteCandidates(network.now());
    network.runFor(Duration.ofSeconds(5));
    assertEquals(IceState.CHECKING, a.state());
    a.transport.addRemoteCandidate(network.now(), b.transport.localCandidates().get(2));
    assertTrue(network.runUntil(() -> a.state().isConnected(), Duration.ofSeconds(1)));
  }

  private static boolean isRequest(Transmit t) {
    return StunFraming.type(t.datagram()) == StunFraming.BINDING_REQUEST;
  }

  @Test
  void withoutAnEndItIsConnectedButNeverCompleted() {
    twoPeers(IceRole.CONTROLLING);
    news(a, b).forEach(Runnable::run);
    List<Runnable> open = news(b, a);
    Runnable end = open.remove(open.size() - 1);
    open.forEach(Runnable::run);
    network.runFor(Duration.ofMinutes(1));
    assertEquals(IceState.CONNECTED, a.state());
    end.run();
    assertEquals(IceState.COMPLETED, a.state());
  }

  @Test
  void aNameIsIgnoredAndWhoHidesBehindItIsFoundAllTheSame() throws CandidateFormatException {
    twoPeers(IceRole.CONTROLLED);
    news(a, b).forEach(Runnable::run);
    a.transport.setRemoteCredentials(network.now(), b.transport.localCredentials());
    Candidate hidden =
        Candidate.parse(
            "candidate:1 1 udp 2113937151 1f4712db-ea17-4bcf-a596-105139dfd8bf.local 54596 typ host");
    assertEquals("a host name", new RemoteCandidates().add(hidden));
    a.transport.addRemoteCandidate(network.now(), hidden);
    a.transport.endOfRemoteCandidates(network.now());
    assertEquals(List.of(), a.transport.pairs());
    assertConnected();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|candidate:",
        "candidate:1 1 udp|fewer than 8",
        "candidate:1 1 udp 1 192.0.2.1 70000 typ host|70000",
        "candidate:1 1 udp 1 192.0.2.1 x typ host|x",
        "candidate:1 1 udp 1 192.0.2.1 9 typ guest|guest",
        "candidate:1 1 udp 99999999999 192.0.2.1 9 typ host|99999999999",
        "hello|candidate:",
      })
  void whatIsMalformedIsRefusedWithTheReason(String line, String reason) {
    String message =
        assertThrows(CandidateFormatException.class, () -> Candidate.parse(line)).getMessage();
    assertTrue(message.contains(reason), message);
  }
}
