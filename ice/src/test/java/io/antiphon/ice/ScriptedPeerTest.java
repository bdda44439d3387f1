package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One transport, and a peer whose every message is written out: nominations, conflicts, forgeries.
 */
class ScriptedPeerTest {
  private static final InetSocketAddress US = new InetSocketAddress("192.0.2.1", 5000);
  private static final InetSocketAddress P = new InetSocketAddress("198.51.100.1", 6000);
  private static final InetSocketAddress Q = new InetSocketAddress("198.51.100.2", 6000);
  private static final IceCredentials THEIRS =
      new IceCredentials("their", "their-password-their-password");

  private final IceTransport transport =
      new IceTransport(IceConfig.defaults(), IceRole.CONTROLLED, new Random(1));
  private final Random random = new Random(2);
  private final StunKey theirKey = new StunKey(THEIRS.pwd());
  private StunKey ourKey;
  private long now = 1_000_000_000L;

  @BeforeEach
  void knowEachOther() {
    transport.addLocalCandidate(Candidate.host(US, 65535), US);
    transport.setRemoteCredentials(now, THEIRS);
    ourKey = new StunKey(transport.localCredentials().pwd());
  }

  private StunWriter request() {
    return StunWriter.request(TransactionId.generate(random))
        .username(transport.localCredentials().ufrag() + ":" + THEIRS.ufrag());
  }

  private ByteBuffer check(long priority, boolean useCandidate) {
    StunWriter writer = request().priority(priority).role(IceRole.CONTROLLING, 7);
    return (useCandidate ? writer.useCandidate() : writer).sign(ourKey);
  }

  private List<Transmit> receive(InetSocketAddress from, ByteBuffer stun) {
    transport.receive(now, US, from, stun);
    return drain();
  }

  private List<Transmit> drain() {
    List<Transmit> sent = new ArrayList<>();
    for (Transmit t; (t = transport.pollTransmit()) != null; ) {
      sent.add(t);
    }
    return sent;
  }

  /** Answers the requests among what was sent. */
  private void answer(List<Transmit> sent) {
    for (Transmit t : sent) {
      if (StunFraming.type(t.datagram()) == StunFraming.BINDING_REQUEST) {
        ByteBuffer response =
            StunWriter.success(TransactionId.of(t.datagram())).mappedAddress(US).sign(theirKey);
        transport.receive(now, US, t.remote(), response);
      }
    }
  }

  private static StunMessage parsed(Transmit t) throws StunFormatException {
    return StunMessage.parse(t.datagram());
  }

  private void tick(Duration time) {
    now += time.toNanos();
    transport.advanceTo(now);
    answer(drain());
  }

  private InetSocketAddress selected() {
    CandidatePair pair = transport.selectedPair();
    assertNotNull(pair);
    return pair.remoteAddress();
  }

  @Test
  void answersACheckAndTriggersOneOfItsOwn() throws StunFormatException {
    List<Transmit> sent = receive(P, check(1000, false));
    assertEquals(2, sent.size());
    StunMessage response = parsed(sent.get(0));
    assertTrue(response.isSuccess());
    assertEquals(P, response.mappedAddress());
    assertTrue(response.isSignedWith(ourKey));
    StunMessage triggered = parsed(sent.get(1));
    assertEquals(THEIRS.ufrag() + ":" + transport.localCredentials().ufrag(), triggered.username());
    assertEquals(IceRole.CONTROLLED, triggered.role());
    assertTrue(triggered.isSignedWith(theirKey));
    assertEquals((110L << 24) + (65535L << 8) + 255, triggered.priority());
    assertNull(transport.selectedPair(), "not before our own check is answered");
    assertTrue(transport.isValidated(P), "but DTLS may come already");
    answer(sent);
    assertEquals(P, selected());
    assertEquals(IceState.CONNECTED, transport.state());
  }

  @Test
  void anAggressiveVolleyEndsOnTheHighestPriorityWhateverTheOrder() {
    answer(receive(P, check(2000, true)));
    answer(receive(Q, check(1000, true)));
    assertEquals(P, selected());
    answer(receive(new InetSocketAddress("198.51.100.3", 1), check(3000, true)));
    assertEquals("198.51.100.3", selected().getHostString());
  }

  @Test
  void aLaterNominationIsFollowedEvenToALowerPriority() {
    answer(receive(P, check(2000, true)));
    answer(receive(Q, check(1000, false)));
    assertEquals(P, selected());
    tick(Duration.ofSeconds(2));
    answer(receive(Q, check(1000, true)));
    assertEquals(Q, selected());
    tick(Duration.ofSeconds(2));
    answer(receive(P, check(2000, true)));
    assertEquals(P, selected());
  }

  @Test
  void aNominationBeforeThePairIsValidIsRemembered() {
    List<Transmit> first = receive(P, check(2000, true));
    assertNull(transport.selectedPair());
    answer(first);
    assertTrue(transport.selectedPair() != null && transport.selectedPair().nominated());
  }

  @Test
  void repeatedChecksDoNotMultiplyOurs() {
    int requests = 0;
    for (int i = 0; i < 100; i++) {
      now += 1_000_000;
      requests +=
          (int)
              receive(P, check(1000, false)).stream()
                  .filter(t -> StunFraming.type(t.datagram()) == StunFraming.BINDING_REQUEST)
                  .count();
    }
    assertTrue(requests <= 6, "in 100 ms: " + requests);
  }

  @Test
  void aConflictLostBecomesControlling() throws StunFormatException {
    // Both controlled; ours is the larger tie-breaker, so the controlling part is ours.
    List<Transmit> sent =
        receive(P, request().priority(9).role(IceRole.CONTROLLED, 0).sign(ourKey));
    assertEquals(IceRole.CONTROLLING, transport.role());
    assertTrue(parsed(sent.get(0)).isSuccess());
  }

  @Test
  void aConflictWonIsAnswered487() throws StunFormatException {
    List<Transmit> sent =
        receive(P, request().priority(9).role(IceRole.CONTROLLED, -1).sign(ourKey));
    assertEquals(IceRole.CONTROLLED, transport.role());
    assertEquals(1, sent.size());
    assertEquals(487, parsed(sent.get(0)).errorCode());
    assertTrue(parsed(sent.get(0)).isSignedWith(ourKey));
  }

  @Test
  void a487MakesUsChangeSidesAndTryAgain() throws StunFormatException {
    List<Transmit> sent = receive(P, check(1000, false));
    TransactionId id = TransactionId.of(sent.get(1).datagram());
    List<Transmit> again = receive(P, StunWriter.error(id, 487, "Role Conflict").sign(theirKey));
    assertEquals(IceRole.CONTROLLING, transport.role());
    assertEquals(IceRole.CONTROLLING, parsed(again.get(0)).role());
  }

  @Test
  void anUnknownRequiredAttributeIsAnswered420() throws StunFormatException {
    ByteBuffer plain = check(1000, false);
    ByteBuffer odd = ByteBuffer.allocate(plain.limit() - 32 + 4 + 24);
    odd.put(plain.duplicate().limit(plain.limit() - 32)).putInt(0x7ff00000);
    int at = odd.position();
    odd.putShort((short) 8).putShort((short) 20).put(ourKey.hmac(odd.array(), at)).flip();
    odd.putShort(2, (short) (odd.limit() - 20));
    List<Transmit> sent = receive(P, odd);
    assertEquals(1, sent.size());
    assertEquals(420, parsed(sent.get(0)).errorCode());
    assertFalse(transport.isValidated(P));
  }

  @Test
  void requestsThatAreNotForUsOrNotSignedGetNoAnswer() {
    StunWriter other = StunWriter.request(TransactionId.generate(random)).username("nobody:their");
    assertEquals(List.of(), receive(P, other.sign(ourKey)));
    StunWriter wrongPeer =
        StunWriter.request(TransactionId.generate(random))
            .username(transport.localCredentials().ufrag() + ":other");
    assertEquals(List.of(), receive(P, wrongPeer.sign(ourKey)));
    assertEquals(List.of(), receive(P, request().priority(1).sign(theirKey)));
    ByteBuffer unsigned = ByteBuffer.allocate(20);
    unsigned.putShort(0, (short) 1).putInt(4, StunFraming.MAGIC_COOKIE);
    assertEquals(List.of(), receive(P, unsigned));
    ByteBuffer badSeal = check(1000, false);
    badSeal.put(badSeal.limit() - 1, (byte) ~badSeal.get(badSeal.limit() - 1));
    assertEquals(List.of(), receive(P, badSeal));
    assertEquals(new IceStatistics(1, 1, 3, 0), transport.statistics());
    assertFalse(transport.isValidated(P));
    assertEquals(IceState.CHECKING, transport.state());
  }

  @Test
  void aForgedAnswerProvesNothingAndTheRealOneStillCounts() {
    List<Transmit> sent = receive(P, check(1000, false));
    TransactionId id = TransactionId.of(sent.get(1).datagram());
    receive(P, StunWriter.success(id).mappedAddress(US).sign(ourKey));
    receive(P, StunWriter.success(TransactionId.generate(random)).mappedAddress(US).sign(theirKey));
    assertEquals(IceState.CHECKING, transport.state());
    assertEquals(new IceStatistics(0, 1, 0, 1), transport.statistics());
    answer(sent);
    assertEquals(IceState.CONNECTED, transport.state());
  }

  @Test
  void anAnswerFromAnotherAddressThanAskedFailsThePair() {
    List<Transmit> sent = receive(P, check(1000, false));
    TransactionId id = TransactionId.of(sent.get(1).datagram());
    receive(Q, StunWriter.success(id).mappedAddress(US).sign(theirKey));
    assertEquals(CandidatePair.State.FAILED, transport.pairs().get(0).state());
    assertNull(transport.selectedPair());
  }

  @Test
  void aSelectedPairThatDiesIsLeftForTheOneThatIsHeard() {
    answer(receive(P, check(2000, true)));
    answer(receive(Q, check(1000, false)));
    assertEquals(P, selected());
    for (int i = 0; i < 40 && selected().equals(P); i++) { // P is mute; Q goes on checking
      now += 100_000_000;
      transport.advanceTo(now);
      receive(Q, check(1000, false));
    }
    assertEquals(Q, selected());
    assertEquals(IceState.CONNECTED, transport.state());
  }

  @Test
  void checksComeAgainAtAnEvenPaceAtFirstAndThenWithDoubledWaits() throws CandidateFormatException {
    for (int i = 1; i <= 3; i++) {
      transport.addRemoteCandidate(
          now, Candidate.parse("candidate:1 1 udp " + i + " 198.51.100.1 " + i + " typ host"));
    }
    List<Long> times = new ArrayList<>();
    long start = now;
    for (int ms = 0; ms < 1000; ms++) {
      for (Transmit t : drain()) {
        if (t.remote().getPort() == 1) {
          times.add((now - start) / 1_000_000);
        }
      }
      now += 1_000_000;
      transport.advanceTo(now);
    }
    // Alone at first, then one of three at a pace of one check in 20 ms.
    assertEquals(List.of(0L, 25L, 85L, 145L, 205L, 265L, 385L, 625L), times);
    assertEquals(
        List.of(7, 7, 7),
        transport.pairs().stream().map(p -> (int) p.retransmissionsSent()).toList());
  }

  @Test
  void noiseNeverThrows() {
    long seed = System.nanoTime();
    System.out.println("ScriptedPeerTest noise seed " + seed);
    Random noise = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[noise.nextInt(120)];
      noise.nextBytes(bytes);
      if (i % 2 == 0) {
        ByteBuffer good = check(1000, true);
        bytes = new byte[good.remaining()];
        good.get(bytes);
        bytes[noise.nextInt(bytes.length)] ^= (byte) (1 + noise.nextInt(255));
        // A changed FINGERPRINT header leaves a valid request behind: nothing to refuse.
      }
      receive(P, ByteBuffer.wrap(bytes));
      now += 1_000_000;
      transport.advanceTo(now);
    }
    assertTrue(transport.statistics().malformed() > 5_000);
  }
}
