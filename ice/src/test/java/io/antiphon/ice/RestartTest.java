package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** ICE restarts (RFC 8445 §9) on a simulated network, in virtual time. */
class RestartTest extends TwoPeers {
  @Test
  void restartsOnTheSamePortWhileTheOldPairCarriesTheMedia() {
    twoPeers();
    connect();
    CandidatePair old = path(a);
    IceCredentials before = a.transport.localCredentials();
    a.transport.restart(network.now());
    assertNotEquals(before, a.transport.localCredentials());
    network.runFor(Duration.ofSeconds(20)); // the answer takes its time
    assertEquals(old, path(a));
    assertEquals(IceState.CONNECTED, a.state());
    assertEquals(IceState.COMPLETED, b.state());
    b.transport.restart(network.now());
    assertEquals(A, path(b).remoteAddress());
    connect();
    assertNotEquals(old, path(a));
    assertEquals(B, path(a).remoteAddress());
    assertFalse(a.timeline.stream().anyMatch(s -> s.contains("DISCONNECTED")));
    network.runFor(Duration.ofMinutes(2));
    assertTrue(bothComplete(), () -> a.timeline + " / " + b.timeline);
  }

  @Test
  void aRestartMayLeaveOneOfOurAddressesBehind() {
    InetSocketAddress other = new InetSocketAddress("192.0.2.1", 5001);
    a = network.add(transport(IceRole.CONTROLLING, 11), A, other);
    b = network.add(transport(IceRole.CONTROLLED, 22), B);
    connect();
    assertEquals(A, path(a).localAddress());
    a.transport.restart(network.now());
    a.transport.removeLocalCandidates();
    a.transport.addLocalCandidate(Candidate.host(other, 1), other);
    network.runFor(Duration.ofMinutes(1));
    assertEquals(A, path(a).localAddress(), "the media goes on as before");
    assertEquals(IceState.COMPLETED, b.state(), "whose consent checks are answered");
    b.transport.restart(network.now());
    connect();
    assertEquals(other, path(a).localAddress());
    assertEquals(1, a.transport.localCandidates().size());
    network.runFor(SECOND);
    int before = network.wire.size();
    network.wire.clear();
    network.runFor(Duration.ofSeconds(20));
    assertTrue(before > 0 && network.wire.stream().noneMatch(t -> t.local().equals(A)));
  }

  @Test
  void restartsAfterFailure() {
    twoPeers();
    connect();
    network.blocked = t -> true;
    network.runFor(Duration.ofMinutes(1));
    assertEquals(IceState.FAILED, a.state());
    network.blocked = t -> false;
    a.transport.restart(network.now());
    b.transport.restart(network.now());
    assertEquals(IceState.CHECKING, a.state());
    connect();
  }

  @Test
  void aRestartThatIsNeverAnsweredFailsOnlyWhenTheOldPairHasDied() {
    twoPeers();
    connect();
    a.transport.restart(network.now());
    network.runFor(Duration.ofMinutes(5));
    assertEquals(IceState.CONNECTED, a.state());
    network.blocked = t -> true;
    network.runFor(Duration.ofMinutes(5));
    assertEquals(IceState.FAILED, a.state(), () -> "" + a.timeline);
  }

  @Test
  void otherRemoteCredentialsWithoutARestartAreRefused() {
    twoPeers();
    connect();
    IceCredentials other = IceCredentials.generate(new Random(5));
    assertThrows(
        IllegalStateException.class, () -> a.transport.setRemoteCredentials(network.now(), other));
    a.transport.setRemoteCredentials(network.now(), b.transport.localCredentials());
  }
}
