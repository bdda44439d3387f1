package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsLossTest {
  private static final DtlsConfig CONFIG = DtlsConfig.defaults();
  private static final DtlsConfig NO_TIMER =
      CONFIG.withRetransmission(Duration.ofSeconds(60), Duration.ofSeconds(60));

  private static final int CHANGE_CIPHER_SPEC = 20;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void getsThroughLossReorderingAndDuplication(long seed) {
    SimulatedLink toServer = new SimulatedLink(seed, 0.3, 0.2, 20);
    SimulatedLink toClient = new SimulatedLink(-seed, 0.3, 0.2, 20);
    try (DtlsPair pair = new DtlsPair(toServer, toClient, CONFIG).start()) {
      assertEquals(pair.clientConnected().profile(), pair.serverConnected().profile());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void getsThroughWithFlightsOfManySmallDatagrams(long seed) {
    SimulatedLink toServer = new SimulatedLink(seed, 0.2, 0.2, 20);
    SimulatedLink toClient = new SimulatedLink(-seed, 0.2, 0.2, 20);
    try (DtlsPair pair = new DtlsPair(toServer, toClient, CONFIG.withMtu(256)).start()) {
      assertEquals(pair.clientConnected().profile(), pair.serverConnected().profile());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void aClientHelloThatIsLostIsSentAgainUntilItArrives(int losses) {
    assertGetsThrough(losses, DtlsRole.CLIENT, DtlsLossTest::isClientHello);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void theServersFlightIsSentAgainUntilItArrives(int losses) {
    assertGetsThrough(
        losses, DtlsRole.SERVER, datagram -> datagram.get(0) == DtlsRecords.HANDSHAKE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void theClientsLastFlightIsSentAgainUntilItArrives(int losses) {
    assertGetsThrough(losses, DtlsRole.CLIENT, datagram -> !isClientHello(datagram));
  }

  /** The server is connected by then: it is the repeated Finished of the client that it answers. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void theServersFinishedIsSentAgainUntilItArrives(int losses) {
    assertGetsThrough(losses, DtlsRole.SERVER, datagram -> datagram.get(0) == CHANGE_CIPHER_SPEC);
  }

  @Test
  void everyDatagramTwiceDoesNotDisturb() {
    try (DtlsPair pair = DtlsPair.perfect(CONFIG)) {
      pair.toServer.fate((number, datagram) -> List.of(datagram, datagram.duplicate()));
      pair.toClient.fate((number, datagram) -> List.of(datagram, datagram.duplicate()));
      pair.start();
      pair.clientConnected();
      pair.serverConnected();
    }
  }

  /** A ClientHello in two datagrams, as Chrome's is with its post-quantum key share. */
  @ParameterizedTest
  @ValueSource(strings = {"1 2", "2 1", "1 1 2 2", "2 2 1 1", "1 2 1 2"})
  void understandsASplitClientHello(String order) {
    try (DtlsPair pair = DtlsPair.perfect(NO_TIMER)) {
      pair.toServer.fate(
          (number, datagram) -> number == 0 ? List.of(split(datagram, order)) : List.of(datagram));
      pair.start();
      pair.clientConnected();
      pair.serverConnected();
      assertEquals(
          1, pair.toServer.sent().stream().distinct().filter(DtlsLossTest::isClientHello).count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void understandsASplitClientHelloOfWhichOneHalfIsLostOnce(String half) {
    AtomicBoolean repeated = new AtomicBoolean();
    try (DtlsPair pair = DtlsPair.perfect(CONFIG)) {
      pair.toServer.fate(
          (number, datagram) -> {
            if (!isClientHello(datagram)) {
              return List.of(datagram);
            }
            repeated.set(number > 0);
            return List.of(split(datagram, number == 0 ? half : "1 2"));
          });
      pair.start();
      pair.clientConnected();
      pair.serverConnected();
      assertTrue(repeated.get());
    }
  }

  private interface Kind {
    boolean is(ByteBuffer datagram);
  }

  private static void assertGetsThrough(int losses, DtlsRole sender, Kind lost) {
    try (DtlsPair pair = DtlsPair.perfect(CONFIG)) {
      SimulatedLink link = sender == DtlsRole.CLIENT ? pair.toServer : pair.toClient;
      int[] left = {losses};
      link.fate(
          (number, datagram) -> lost.is(datagram) && left[0]-- > 0 ? List.of() : List.of(datagram));
      long start = System.nanoTime();
      pair.start();
      pair.clientConnected();
      pair.serverConnected();
      assertTrue(left[0] <= 0);
      long millis = (System.nanoTime() - start) / 1_000_000;
      // Eight losses: 50 + 100 + 6 times 200 ms with the cap, 12,750 ms without it.
      assertTrue(millis < 8_000, "took " + millis + " ms");
    }
  }

  private static boolean isClientHello(ByteBuffer datagram) {
    byte[] bytes = SimulatedLink.copy(datagram).array();
    return DtlsRecords.isPlainHandshake(bytes, 0, bytes.length)
        && DtlsRecords.messageType(bytes, 0) == DtlsRecords.CLIENT_HELLO;
  }

  /** The two halves of one handshake message as records of their own, in that order. */
  private static ByteBuffer[] split(ByteBuffer datagram, String order) {
    String[] halves = order.split(" ");
    ByteBuffer[] split = new ByteBuffer[halves.length];
    int length = datagram.remaining() - 25;
    int middle = length / 2;
    for (int i = 0; i < halves.length; i++) {
      boolean first = halves[i].equals("1");
      split[i] = fragment(datagram, first ? 0 : middle, first ? middle : length - middle);
    }
    return split;
  }

  private static ByteBuffer fragment(ByteBuffer datagram, int offset, int length) {
    ByteBuffer fragment = ByteBuffer.allocate(25 + length);
    fragment.put(0, datagram, 0, 25);
    fragment.put(10, (byte) (datagram.get(10) * 2 + (offset == 0 ? 0 : 1)));
    fragment.putShort(11, (short) (12 + length));
    fragment.putShort(20, (short) offset); // the low 16 bits of fragment_offset
    fragment.putShort(23, (short) length);
    fragment.put(25, datagram, 25 + offset, length);
    return fragment;
  }
}
