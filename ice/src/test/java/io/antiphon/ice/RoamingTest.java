package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A peer whose NAT gives it another address while it talks, in virtual time. */
class RoamingTest {
  private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 5000);
  private static final InetSocketAddress INSIDE = new InetSocketAddress("10.0.0.2", 6000);
  private static final InetSocketAddress FIRST = new InetSocketAddress("203.0.113.9", 40000);
  private static final Duration SLOT = Duration.ofMillis(20);

  private final SimulatedNetwork network = new SimulatedNetwork(1);
  private SimulatedNetwork.Peer server;
  private SimulatedNetwork.Peer caller;

  private void talkFor(Duration time) {
    talkUntil(() -> false, time);
  }

  /** Both talk, a packet every 20 ms each way. */
  private long talkUntil(BooleanSupplier condition, Duration limit) {
    long begin = network.now();
    while (!condition.getAsBoolean() && network.now() - begin < limit.toNanos()) {
      server.sendPayload();
      caller.sendPayload();
      network.runFor(SLOT);
    }
    return (network.now() - begin) / 1_000_000;
  }

  @ParameterizedTest
  @CsvSource({
    "CONTROLLED, 1", "CONTROLLED, 2", "CONTROLLED, 3", "CONTROLLED, 4",
    "CONTROLLING, 1", "CONTROLLING, 2", "CONTROLLING, 3", "CONTROLLING, 4"
  })
  void theAudioComesBackSoonAndNothingElseIsNoticed(IceRole roleOfServer, int seed) {
    IceConfig config = IceConfig.defaults();
    server = network.add(new IceTransport(config, roleOfServer, new Random(seed)), SERVER);
    caller =
        network.add(new IceTransport(config, roleOfServer.opposite(), new Random(-seed)), INSIDE);
    network.rebind(INSIDE, FIRST);
    caller.transport.setRemoteCredentials(network.now(), server.transport.localCredentials());
    server.transport.setRemoteCredentials(network.now(), caller.transport.localCredentials());
    server
        .transport
        .localCandidates()
        .forEach(each -> caller.transport.addRemoteCandidate(network.now(), each));
    talkFor(Duration.ofSeconds(3 + seed));
    assertEquals(FIRST, server.transport.selectedPair().remoteAddress());
    List<String> before = List.copyOf(server.timeline);
    for (int i = 1; i <= 5; i++) {
      InetSocketAddress next = new InetSocketAddress(FIRST.getAddress(), 40_000 + i);
      network.rebind(INSIDE, next);
      long heardAfter = talkUntil(() -> server.transport.isValidated(next), Duration.ofSeconds(10));
      long answeredAfter =
          talkUntil(
              () -> server.transport.selectedPair().remoteAddress().equals(next),
              Duration.ofSeconds(10));
      assertTrue(heardAfter <= 1_300, "heard again after " + heardAfter + " ms");
      assertTrue(heardAfter + answeredAfter <= 3_000, "answered after " + answeredAfter + " ms");
      talkFor(Duration.ofSeconds(7));
    }
    assertEquals(before, server.timeline);
    assertFalse(caller.timeline.toString().contains("DISCONNECTED"));
  }
}
