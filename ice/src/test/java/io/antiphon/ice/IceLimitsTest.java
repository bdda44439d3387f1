package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much the other side can make a transport remember. */
class IceLimitsTest extends TwoPeers {
  private static InetSocketAddress address(int number) {
    return new InetSocketAddress("198.51.100.7", 1_000 + number);
  }

  private static void addSixtyRemoteCandidates(IceTransport transport) {
    for (int i = 0; i < 60; i++) {
      transport.addRemoteCandidate(0, Candidate.host(address(i), i));
    }
  }

  @Test
  void fiftyRemoteCandidates() {
    IceTransport transport = transport(IceRole.CONTROLLING, 1);
    transport.addLocalCandidate(Candidate.host(A, 1), A);
    transport.setRemoteCredentials(0, IceCredentials.generate(new Random(2)));
    addSixtyRemoteCandidates(transport);
    assertEquals(50, transport.pairs().size());
  }

  /** RFC 8445 §6.1.2.5. */
  @Test
  void aHundredPairsOfWhichChecksMakeNoMoreEither() {
    twoPeers();
    for (int i = 1; i <= 2; i++) {
      InetSocketAddress more = new InetSocketAddress(A.getAddress(), A.getPort() + i);
      a.transport.addLocalCandidate(Candidate.host(more, i), more);
    }
    a.transport.setRemoteCredentials(network.now(), b.transport.localCredentials());
    addSixtyRemoteCandidates(a.transport);
    assertEquals(100, a.transport.pairs().size());
    checkFrom(1);
    assertEquals(100, a.transport.pairs().size());
  }

  /** Before there is an answer, who knows our password may check from anywhere. */
  @Test
  void sixteenAddressesThatCheckedBeforeTheAnswer() {
    twoPeers();
    checkFrom(40);
    assertEquals(
        16, IntStream.range(0, 40).filter(i -> a.transport.isValidated(address(-1 - i))).count());
    assertTrue(a.transport.pairs().isEmpty());
    a.transport.setRemoteCredentials(network.now(), b.transport.localCredentials());
    assertEquals(16, a.transport.pairs().size());
  }

  /** A check of the other side's that comes from so many addresses. */
  private void checkFrom(int addresses) {
    b.transport.setRemoteCredentials(network.now(), a.transport.localCredentials());
    b.transport.addRemoteCandidate(network.now(), a.transport.localCandidates().get(0));
    Transmit check = b.transport.pollTransmit();
    for (int i = 0; i < addresses; i++) {
      a.transport.receive(network.now(), A, address(-1 - i), check.datagram().duplicate());
    }
  }
}
