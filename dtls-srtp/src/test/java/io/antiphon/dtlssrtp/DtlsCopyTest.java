package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A flight that is not answered soon is sent once more as it is, long before any timer. */
class DtlsCopyTest {
  /** The timer runs out only when the handshake would have failed. */
  private static final DtlsConfig NO_TIMER =
      DtlsConfig.defaults()
          .withRetransmission(Duration.ofSeconds(60), Duration.ofSeconds(60))
          .withCopyAfter(Duration.ofMillis(5));

  /** Each is the first and the second flight of its sender: each is one datagram. */
  @ParameterizedTest
  @CsvSource({"CLIENT, 0", "SERVER, 0", "CLIENT, 1", "SERVER, 1"})
  void replacesAFlightThatIsLost(DtlsRole sender, int flight) {
    try (DtlsPair pair = DtlsPair.perfect(NO_TIMER)) {
      SimulatedLink link = sender == DtlsRole.CLIENT ? pair.toServer : pair.toClient;
      List<ByteBuffer> lost = new ArrayList<>();
      List<ByteBuffer> distinct = new ArrayList<>();
      link.fate(
          (number, datagram) -> {
            if (!distinct.contains(datagram)) {
              distinct.add(datagram);
              if (distinct.size() == flight + 1) {
                lost.add(datagram);
                return List.of();
              }
            }
            return List.of(datagram);
          });
      pair.start();
      pair.clientConnected();
      pair.serverConnected();
      assertEquals(1, lost.size());
      assertTrue(link.sent().stream().filter(lost.get(0)::equals).count() >= 2);
    }
  }

  /** Otherwise copies would be answered by flights, and those by flights again. */
  @Test
  void isNotAnsweredByWhoeverHasTheFlight() {
    try (DtlsPair pair = DtlsPair.perfect(NO_TIMER)) {
      pair.toServer.fate((number, datagram) -> List.of(datagram, datagram, datagram));
      pair.toClient.fate((number, datagram) -> List.of(datagram, datagram, datagram));
      pair.start();
      pair.clientConnected();
      pair.serverConnected();
      assertEquals(2, pair.toServer.sent().stream().distinct().count());
      assertEquals(2, pair.toClient.sent().stream().distinct().count());
    }
  }

  @Test
  void isNotSentWhereItIsNotWanted() {
    DtlsConfig noCopies =
        NO_TIMER.withCopyAfter(Duration.ZERO).withTimeLimit(Duration.ofMillis(300));
    try (DtlsPair pair = DtlsPair.perfect(noCopies)) {
      pair.toServer.fate((number, datagram) -> number == 0 ? List.of() : List.of(datagram));
      pair.start();
      assertInstanceOf(DtlsEvent.Failed.class, DtlsPair.next(pair.clientEvents));
      assertEquals(DtlsRecords.HANDSHAKE, pair.toServer.sent().get(0).get(0));
    }
  }
}
