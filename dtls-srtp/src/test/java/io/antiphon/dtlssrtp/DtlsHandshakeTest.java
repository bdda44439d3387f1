package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DtlsHandshakeTest {
  private static final DtlsConfig CONFIG = DtlsConfig.defaults();
  private static final DtlsConfig NO_TIMER =
      CONFIG.withRetransmission(Duration.ofSeconds(60), Duration.ofSeconds(60));

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void bothEndsHoldTheSameKeys(SrtpProfile profile) throws Exception {
    try (DtlsPair pair = DtlsPair.perfect(CONFIG.withProfiles(profile)).start()) {
      DtlsEvent.Connected client = pair.clientConnected();
      DtlsEvent.Connected server = pair.serverConnected();
      assertEquals(profile, client.profile());
      assertEquals(profile, server.profile());
      assertEquals(DtlsPair.BOB.certificate(), client.remoteCertificate());
      assertEquals(DtlsPair.ALICE.certificate(), server.remoteCertificate());
      assertEquals("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", client.cipherSuite());
      assertEquals("DTLS 1.2", server.protocol());
      assertRevealed(client.srtp(), server.srtp());
      assertRevealed(server.srtp(), client.srtp());
    }
  }

  /** A line of it says enough to decrypt the call: it is written for those who ask. */
  @Test
  void tellsTheSecretToTheOneWhoAsksForIt() {
    BlockingQueue<String> client = new LinkedBlockingQueue<>();
    BlockingQueue<String> server = new LinkedBlockingQueue<>();
    try (DtlsPair pair =
        new DtlsPair(
            SimulatedLink.perfect(),
            SimulatedLink.perfect(),
            DtlsConfig.defaults().withKeyLog(client::add),
            DtlsConfig.defaults().withKeyLog(server::add),
            DtlsPair.BOB.fingerprints(),
            DtlsPair.ALICE.fingerprints(),
            DtlsPair.THREADS)) {
      pair.start();
      pair.clientConnected();
      pair.serverConnected();
    }
    assertEquals(1, client.size());
    assertEquals(List.copyOf(client), List.copyOf(server));
    assertTrue(client.remove().matches("CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}"));
    assertNull(DtlsConfig.defaults().keyLog());
  }

  /** 500 offers at once, and eight threads: all get their turn. */
  @Test
  void manyHandshakesOfFewThreadsAllGetThrough() throws Exception {
    ThreadPoolExecutor clients =
        (ThreadPoolExecutor) DtlsHandshake.newExecutor("many-clients", 8, 500);
    ThreadPoolExecutor servers =
        (ThreadPoolExecutor) DtlsHandshake.newExecutor("many-servers", 8, 500);
    DtlsConfig patient = DtlsConfig.defaults().withTimeLimit(Duration.ofMinutes(2));
    List<Offer> offers = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        offers.add(new Offer(patient, clients, servers));
      }
      for (Offer offer : offers) {
        offer.start();
      }
      for (Offer offer : offers) {
        assertInstanceOf(DtlsEvent.Connected.class, offer.client.end.get(2, TimeUnit.MINUTES));
        assertInstanceOf(DtlsEvent.Connected.class, offer.server.end.get(2, TimeUnit.MINUTES));
      }
      assertTrue(clients.getLargestPoolSize() <= 8);
      assertTrue(servers.getLargestPoolSize() <= 8);
    } finally {
      offers.forEach(Offer::close);
      clients.shutdownNow();
      servers.shutdownNow();
    }
  }

  @Test
  void theServersOrderOfProfilesDecides() {
    DtlsConfig client =
        CONFIG.withProfiles(SrtpProfile.AES128_CM_HMAC_SHA1_80, SrtpProfile.AEAD_AES_128_GCM);
    DtlsConfig server =
        CONFIG.withProfiles(SrtpProfile.AEAD_AES_128_GCM, SrtpProfile.AES128_CM_HMAC_SHA1_80);
    try (DtlsPair pair = pair(client, server).start()) {
      assertEquals(SrtpProfile.AEAD_AES_128_GCM, pair.clientConnected().profile());
      assertEquals(SrtpProfile.AEAD_AES_128_GCM, pair.serverConnected().profile());
    }
  }

  @Test
  void aWholeHandshakeIsFourDatagrams() {
    try (DtlsPair pair = DtlsPair.perfect(NO_TIMER).start()) {
      pair.clientConnected();
      pair.serverConnected();
      assertEquals(2, pair.toServer.sent().stream().distinct().count());
      assertEquals(2, pair.toClient.sent().stream().distinct().count());
    }
  }

  @Test
  void noDatagramIsLargerThanTheMtu() {
    try (DtlsPair pair = DtlsPair.perfect(CONFIG.withMtu(256)).start()) {
      pair.clientConnected();
      pair.serverConnected();
      for (SimulatedLink link : List.of(pair.toServer, pair.toClient)) {
        assertTrue(link.sent().stream().allMatch(datagram -> datagram.remaining() <= 256));
      }
    }
  }

  @Test
  void datagramsThatComeBeforeTheStartAreKept() {
    try (DtlsPair pair = DtlsPair.perfect(NO_TIMER)) {
      pair.toServer.fate(
          (number, datagram) -> {
            if (number > 0) {
              return List.of(datagram);
            }
            pair.server.receive(datagram);
            pair.server.start();
            return List.of();
          });
      pair.client.start();
      pair.clientConnected();
      pair.serverConnected();
      assertEquals(
          2,
          pair.toServer.sent().stream().distinct().count(),
          "the ClientHello had to be sent again");
    }
  }

  @Test
  void waitingDatagramsAreBoundedAndTheRestIsCounted() {
    try (DtlsPair pair = DtlsPair.perfect(CONFIG.withReceiveQueue(5))) {
      for (int i = 0; i < 12; i++) {
        pair.server.receive(ByteBuffer.allocate(20));
      }
      pair.server.receive(ByteBuffer.allocate(2049));
      assertEquals(8, pair.server.droppedDatagrams());
    }
  }

  @Test
  void noThreadIsHeldByThoseWhoWaitForAClientHelloOrAreConnected() {
    ExecutorService two = DtlsHandshake.newExecutor("two-threads", 2, 4);
    try {
      for (int i = 0; i < 8; i++) {
        DtlsPair waiting = DtlsPair.perfect(CONFIG, two);
        waiting.server.start();
        DtlsPair pair = DtlsPair.perfect(CONFIG, two).start();
        pair.clientConnected();
        pair.serverConnected();
      }
    } finally {
      two.shutdown();
    }
  }

  @Test
  void canBeStartedOnce() {
    try (DtlsPair pair = DtlsPair.perfect(CONFIG)) {
      pair.server.start();
      assertThrows(IllegalStateException.class, pair.server::start);
      pair.client.close();
      assertThrows(IllegalStateException.class, pair.client::start);
    }
  }

  @Test
  void wantsToKnowWhomToBelieve() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new DtlsHandshake(
                DtlsPair.ALICE, DtlsRole.CLIENT, List.of(), CONFIG, Runnable::run, event -> {}));
  }

  @Test
  void rolesAreEachOthersOther() {
    assertEquals(DtlsRole.SERVER, DtlsRole.CLIENT.other());
    assertEquals(DtlsRole.CLIENT, DtlsRole.SERVER.other());
  }

  @Test
  void warmingUpLeavesEverythingInWorkingOrder() {
    SrtpSession.warmUp();
    DtlsHandshake.warmUp();
    try (DtlsPair pair = DtlsPair.perfect(CONFIG).start()) {
      pair.clientConnected();
      pair.serverConnected();
    }
  }

  private static DtlsPair pair(DtlsConfig client, DtlsConfig server) {
    return new DtlsPair(
        SimulatedLink.perfect(),
        SimulatedLink.perfect(),
        client,
        server,
        DtlsPair.BOB.fingerprints(),
        DtlsPair.ALICE.fingerprints(),
        DtlsPair.THREADS);
  }

  private static void assertRevealed(SrtpSession from, SrtpSession to) throws Exception {
    byte[] packet = Arrays.copyOf(new byte[] {(byte) 0x80, 96, 0, 1}, 172);
    byte[] buffer = Arrays.copyOf(packet, packet.length + SrtpSession.MAX_OVERHEAD);
    int length = to.unprotect(buffer, 0, from.protect(buffer, 0, packet.length));
    assertArrayEquals(packet, Arrays.copyOf(buffer, length));
  }

  /** A pair whose ends have executors of their own. */
  private static final class Offer {
    final End client;
    final End server;

    Offer(DtlsConfig config, Executor clients, Executor servers) {
      client = new End(DtlsPair.ALICE, DtlsRole.CLIENT, DtlsPair.BOB, config, clients);
      server = new End(DtlsPair.BOB, DtlsRole.SERVER, DtlsPair.ALICE, config, servers);
      client.other = server;
      server.other = client;
    }

    void start() {
      server.dtls.start();
      client.dtls.start();
    }

    void close() {
      client.dtls.close();
      server.dtls.close();
    }
  }

  private static final class End {
    final CompletableFuture<DtlsEvent> end = new CompletableFuture<>();
    final DtlsHandshake dtls;
    @Nullable End other;

    End(Identity own, DtlsRole role, Identity believed, DtlsConfig config, Executor threads) {
      dtls =
          new DtlsHandshake(
              own, role, believed.fingerprints(), config, threads, event -> onEvent(event));
    }

    private void onEvent(DtlsEvent event) {
      if (event instanceof DtlsEvent.Transmit transmit) {
        other.dtls.receive(transmit.datagram());
      } else {
        end.complete(event);
      }
    }
  }
}
