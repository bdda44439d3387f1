package io.antiphon.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.ice.CandidatePair;
import io.antiphon.ice.CandidateType;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.IceRole;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.IceTransportPolicy;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ICE library and a real TURN server. */
@Tag("patient")
class CoturnIT {
  @TempDir Path folder;

  private static IcePeer peer(IceRole role, GatheringConfig config) throws Exception {
    return new IcePeer(role, InetAddress.getLoopbackAddress(), config);
  }

  private static GatheringConfig relayOnly(Coturn coturn, String transport, String password)
      throws Exception {
    return GatheringConfig.hostOnly()
        .withServers(List.of(IceServer.turn(coturn.url(transport), Coturn.USER, password)))
        .withPolicy(IceTransportPolicy.RELAY)
        .withTrust(coturn.trust());
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void whatIsRelayedArrivesBothWays(String transport) throws Exception {
    try (Coturn coturn = Coturn.start(folder);
        IcePeer a = peer(IceRole.CONTROLLING, relayOnly(coturn, transport, Coturn.PASSWORD));
        IcePeer b = peer(IceRole.CONTROLLED, GatheringConfig.hostOnly())) {
      IcePeer.turnUntil("gathered", () -> a.hasGathered() && b.hasGathered(), a, b);
      assertEquals(List.of(), a.failures);
      a.signalTo(b);
      b.signalTo(a);
      IcePeer.turnUntil("nominated", () -> a.isNominated() && b.isNominated(), a, b);
      CandidatePair path = a.transport.selectedPair();
      assertNotNull(path);
      assertEquals(CandidateType.RELAYED, path.local().type());
      assertSpeak(a, b, 50);
    }
  }

  /** Each sentence, said again until it is answered. */
  private static void assertSpeak(IcePeer a, IcePeer b, int sentences) throws Exception {
    for (int i = 0; i < sentences; i++) {
      String text = "say " + "x".repeat(i) + i;
      int before = b.heard.size();
      long[] again = {0};
      IcePeer.turnUntil(
          "an answer to " + i,
          () -> {
            if (again[0] - System.nanoTime() <= 0) {
              again[0] = System.nanoTime() + 500_000_000L;
              a.send(text);
            }
            return a.heard.contains("heard " + text);
          },
          a,
          b);
      assertTrue(b.heard.size() > before);
    }
  }

  /** By REQUESTED-ADDRESS-FAMILY (RFC 8656 §14.6): without it a server lends IPv4 alone. */
  @Test
  void relaysIpv6() throws Exception {
    InetAddress loopback6 = InetAddress.getAllByName("::1")[0];
    try (Coturn coturn = Coturn.start(folder, "--listening-ip=::1", "--relay-ip=::1")) {
      String url = "turn:[::1]:" + coturn.port;
      GatheringConfig relayOnly =
          GatheringConfig.hostOnly()
              .withServers(List.of(IceServer.turn(url, Coturn.USER, Coturn.PASSWORD)))
              .withPolicy(IceTransportPolicy.RELAY);
      try (IcePeer a = new IcePeer(IceRole.CONTROLLING, loopback6, relayOnly);
          IcePeer b = new IcePeer(IceRole.CONTROLLED, loopback6, GatheringConfig.hostOnly())) {
        IcePeer.turnUntil("gathered", () -> a.hasGathered() && b.hasGathered(), a, b);
        assertEquals(List.of(), a.failures);
        a.signalTo(b);
        b.signalTo(a);
        IcePeer.turnUntil("nominated", () -> a.isNominated() && b.isNominated(), a, b);
        CandidatePair path = a.transport.selectedPair();
        assertNotNull(path);
        assertEquals(CandidateType.RELAYED, path.local().type());
        assertInstanceOf(Inet6Address.class, path.localAddress().getAddress());
        assertInstanceOf(Inet6Address.class, path.remoteAddress().getAddress());
        assertSpeak(a, b, 5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void aWrongPasswordIsSaid(String transport) throws Exception {
    try (Coturn coturn = Coturn.start(folder);
        IcePeer peer = peer(IceRole.CONTROLLING, relayOnly(coturn, transport, "wrong"))) {
      IcePeer.turnUntil("gathered", peer::hasGathered, peer);
      assertEquals(1, peer.failures.size());
      assertTrue(
          peer.failures.get(0).contains("wrong user name or password (401"), peer.failures.get(0));
      assertEquals(List.of(), peer.transport.localCandidates());
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsNotBelieved() throws Exception {
    try (Coturn coturn = Coturn.start(folder)) {
      GatheringConfig config = relayOnly(coturn, "tls", Coturn.PASSWORD);
      GatheringConfig system =
          new GatheringConfig(config.servers(), config.policy(), config.advertised(), null);
      try (IcePeer peer = peer(IceRole.CONTROLLING, system)) {
        IcePeer.turnUntil("gathered", peer::hasGathered, peer);
        assertEquals(1, peer.failures.size());
        assertTrue(peer.failures.get(0).contains("TLS fails"), peer.failures.get(0));
      }
    }
  }

  @Test
  void aServerThatIsNotThereIsSaid() throws Exception {
    GatheringConfig config =
        GatheringConfig.hostOnly()
            .withServers(
                List.of(
                    IceServer.turn("turn:127.0.0.1:9", "u", "p"),
                    IceServer.turn("turn:127.0.0.1:9?transport=tcp", "u", "p")))
            .withPolicy(IceTransportPolicy.RELAY);
    try (IcePeer peer = peer(IceRole.CONTROLLING, config)) {
      IcePeer.turnUntil("gathered", peer::hasGathered, peer);
      assertEquals(2, peer.failures.size(), peer.failures.toString());
      peer.failures.forEach(each -> assertTrue(each.contains("nobody listens there"), each));
    }
  }

  @Test
  void theQuotaIsSaid() throws Exception {
    try (Coturn coturn = Coturn.start(folder, "--user-quota=1");
        IcePeer first = peer(IceRole.CONTROLLING, relayOnly(coturn, "udp", Coturn.PASSWORD))) {
      IcePeer.turnUntil("gathered", first::hasGathered, first);
      assertEquals(1, first.transport.localCandidates().size());
      GatheringConfig config = relayOnly(coturn, "udp", Coturn.PASSWORD);
      try (IcePeer second = peer(IceRole.CONTROLLING, config)) {
        IcePeer.turnUntil("gathered", second::hasGathered, second);
        assertTrue(second.failures.get(0).contains("quota"), second.failures.toString());
      }
      first.close();
      Await.until(
          "an allocation in place of the one that was given back",
          Duration.ofSeconds(15),
          () -> allocations(config),
          count -> count == 1);
    }
  }

  private static int allocations(GatheringConfig config) throws Exception {
    try (IcePeer peer = peer(IceRole.CONTROLLING, config)) {
      IcePeer.turnUntil("gathered", peer::hasGathered, peer);
      return peer.transport.localCandidates().size();
    }
  }

  @Test
  void aStaleNonceAndAShortLifetimeAreRenewed() throws Exception {
    try (Coturn coturn = Coturn.start(folder, "--stale-nonce=1", "--max-allocate-lifetime=4");
        IcePeer a = peer(IceRole.CONTROLLING, relayOnly(coturn, "udp", Coturn.PASSWORD));
        IcePeer b = peer(IceRole.CONTROLLED, GatheringConfig.hostOnly())) {
      IcePeer.turnUntil("gathered", () -> a.hasGathered() && b.hasGathered(), a, b);
      a.signalTo(b);
      b.signalTo(a);
      IcePeer.turnUntil("nominated", () -> a.isNominated() && b.isNominated(), a, b);
      long end = System.nanoTime() + 9_000_000_000L;
      IcePeer.turnUntil("nine seconds", () -> end - System.nanoTime() <= 0, a, b);
      int before = a.heard.size();
      long[] again = {0};
      IcePeer.turnUntil(
          "an answer after two lifetimes",
          () -> {
            if (again[0] - System.nanoTime() <= 0) {
              again[0] = System.nanoTime() + 300_000_000L;
              a.send("say it again");
            }
            return a.heard.size() > before;
          },
          a,
          b);
      assertEquals(List.of(), a.failures);
    }
  }
}
