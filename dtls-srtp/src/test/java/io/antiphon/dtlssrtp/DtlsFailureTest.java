package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way to end without keys ends in {@link DtlsEvent.Failed}, which says why. */
class DtlsFailureTest {
  private static final DtlsConfig CONFIG = DtlsConfig.defaults();
  private static final List<Fingerprint> ALICE = DtlsPair.ALICE.fingerprints();
  private static final List<Fingerprint> BOB = DtlsPair.BOB.fingerprints();

  @Test
  void theClientRefusesACertificateThatWasNotSignalled() {
    try (DtlsPair pair = believing(ALICE, ALICE).start()) {
      String reason = failed(pair.clientEvents);
      assertTrue(reason.contains("was not signalled"), reason);
      assertTrue(reason.contains(Fingerprint.of("sha-512", certificate()).toString()), reason);
      assertTrue(failed(pair.serverEvents).contains("bad_certificate"));
      assertNothingMore(pair);
    }
  }

  @Test
  void theServerRefusesACertificateThatWasNotSignalled() {
    try (DtlsPair pair = believing(BOB, BOB).start()) {
      assertTrue(failed(pair.serverEvents).contains("was not signalled"));
      assertTrue(failed(pair.clientEvents).contains("bad_certificate"));
      assertNothingMore(pair);
    }
  }

  @Test
  void aWeakFingerprintThatMatchesDoesNotOutweighAStrongOneThatDoesNot() {
    List<Fingerprint> mixed = List.of(DtlsPair.BOB.fingerprint(), ALICE.get(2));
    try (DtlsPair pair = believing(mixed, ALICE).start()) {
      assertTrue(failed(pair.clientEvents).contains("was not signalled"));
    }
  }

  @Test
  void oneOfSeveralFingerprintsOfTheSameStrengthIsEnough() {
    List<Fingerprint> several = List.of(DtlsPair.ALICE.fingerprint(), DtlsPair.BOB.fingerprint());
    try (DtlsPair pair = believing(several, several).start()) {
      pair.clientConnected();
      pair.serverConnected();
    }
  }

  @Test
  void fingerprintsByUnknownFunctionsAloneAreNotBelieved() throws Exception {
    List<Fingerprint> md5 = List.of(Fingerprint.parse("md5 " + "00:".repeat(15) + "00"));
    try (DtlsPair pair = believing(md5, ALICE).start()) {
      assertTrue(failed(pair.clientEvents).contains("was not signalled"));
    }
  }

  @Test
  void noProfileInCommon() {
    DtlsConfig gcm = CONFIG.withProfiles(SrtpProfile.AEAD_AES_256_GCM);
    DtlsConfig counterMode = CONFIG.withProfiles(SrtpProfile.AES128_CM_HMAC_SHA1_80);
    try (DtlsPair pair = pair(gcm, counterMode, BOB, ALICE, DtlsPair.THREADS).start()) {
      assertTrue(failed(pair.serverEvents).contains("no SRTP profile in common"));
      assertTrue(failed(pair.clientEvents).contains("handshake_failure"));
    }
  }

  @ParameterizedTest
  @EnumSource(DtlsRole.class)
  void silenceEndsAtTheTimeLimit(DtlsRole role) {
    BlockingQueue<DtlsEvent> events = new LinkedBlockingQueue<>();
    DtlsConfig config = CONFIG.withTimeLimit(Duration.ofMillis(150));
    DtlsHandshake handshake = handshake(role, config, DtlsPair.THREADS, events);
    handshake.start();
    DtlsEvent last = DtlsPair.next(events);
    while (last instanceof DtlsEvent.Transmit) {
      last = DtlsPair.next(events);
    }
    assertEquals(new DtlsEvent.Failed("not complete within 150 ms"), last);
  }

  @Test
  void aHandshakeThatFindsNoThreadFailsAtOnce() {
    BlockingQueue<DtlsEvent> events = new LinkedBlockingQueue<>();
    DtlsHandshake handshake =
        handshake(
            DtlsRole.CLIENT,
            CONFIG,
            task -> {
              throw new RejectedExecutionException("full");
            },
            events);
    handshake.start();
    assertTrue(failed(events).contains("no thread is free"));
  }

  @Test
  void thePoolsBoundsAreTheBoundOnHandshakes() {
    ExecutorService oneAndOneWaiting = DtlsHandshake.newExecutor("one-thread", 1, 1);
    try {
      BlockingQueue<DtlsEvent> ignored = new LinkedBlockingQueue<>();
      handshake(DtlsRole.CLIENT, CONFIG, oneAndOneWaiting, ignored).start();
      handshake(DtlsRole.CLIENT, CONFIG, oneAndOneWaiting, ignored).start();
      BlockingQueue<DtlsEvent> events = new LinkedBlockingQueue<>();
      handshake(DtlsRole.CLIENT, CONFIG, oneAndOneWaiting, events).start();
      assertTrue(failed(events).contains("no thread is free"));
    } finally {
      oneAndOneWaiting.shutdownNow();
    }
  }

  @Test
  void anExecutorThatShutsDownEndsTheHandshake() {
    ExecutorService threads = DtlsHandshake.newExecutor("short-lived", 1, 1);
    BlockingQueue<DtlsEvent> events = new LinkedBlockingQueue<>();
    handshake(DtlsRole.CLIENT, CONFIG, threads, events).start();
    assertInstanceOf(DtlsEvent.Transmit.class, DtlsPair.next(events));
    threads.shutdownNow();
    DtlsEvent last = DtlsPair.next(events);
    while (last instanceof DtlsEvent.Transmit) {
      last = DtlsPair.next(events);
    }
    assertInstanceOf(DtlsEvent.Failed.class, last);
  }

  @ParameterizedTest
  @EnumSource(DtlsRole.class)
  void garbageInBetweenDoesNotDisturb(DtlsRole victim) {
    long seed = System.nanoTime();
    System.out.println("seed of the garbage: " + seed);
    Random random = new Random(seed);
    try (DtlsPair pair = pair(CONFIG, CONFIG, BOB, ALICE, DtlsPair.THREADS)) {
      SimulatedLink link = victim == DtlsRole.SERVER ? pair.toServer : pair.toClient;
      link.fate((number, datagram) -> garbageAround(random, datagram));
      pair.start();
      pair.clientConnected();
      pair.serverConnected();
    }
  }

  /** Random bytes, and a real datagram with its first record's length or version spoilt. */
  private static List<ByteBuffer> garbageAround(Random random, ByteBuffer datagram) {
    byte[] noise = new byte[1 + random.nextInt(1400)];
    random.nextBytes(noise);
    ByteBuffer tooLong = SimulatedLink.copy(datagram).putShort(11, (short) 0x4001);
    ByteBuffer notDtls = SimulatedLink.copy(datagram).putShort(1, (short) 0x0303);
    ByteBuffer cut = SimulatedLink.copy(datagram).limit(datagram.remaining() / 2);
    return List.of(ByteBuffer.wrap(noise), tooLong, notDtls, cut, datagram);
  }

  private static ByteBuffer certificate() {
    return DtlsPair.BOB.certificate();
  }

  private static String failed(BlockingQueue<DtlsEvent> events) {
    return assertInstanceOf(DtlsEvent.Failed.class, DtlsPair.next(events)).reason();
  }

  private static void assertNothingMore(DtlsPair pair) {
    assertEquals(List.of(), List.copyOf(pair.clientEvents));
    assertEquals(List.of(), List.copyOf(pair.serverEvents));
  }

  private static DtlsPair believing(
      List<Fingerprint> clientBelieves, List<Fingerprint> serverBelieves) {
    return pair(CONFIG, CONFIG, clientBelieves, serverBelieves, DtlsPair.THREADS);
  }

  private static DtlsPair pair(
      DtlsConfig client,
      DtlsConfig server,
      List<Fingerprint> clientBelieves,
      List<Fingerprint> serverBelieves,
      ExecutorService threads) {
    return new DtlsPair(
        SimulatedLink.perfect(),
        SimulatedLink.perfect(),
        client,
        server,
        clientBelieves,
        serverBelieves,
        threads);
  }

  private static DtlsHandshake handshake(
      DtlsRole role, DtlsConfig config, Executor executor, BlockingQueue<DtlsEvent> events) {
    return new DtlsHandshake(DtlsPair.ALICE, role, BOB, config, executor, events::add);
  }
}
