package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DtlsClosingTest {
  private static final DtlsConfig CONFIG = DtlsConfig.defaults();

  /** A plaintext alert of epoch 0, fatal, handshake_failure. */
  private static final byte[] FORGED_ALERT =
      HexFormat.of().parseHex("15" + "fefd" + "0000" + "0000000000ff" + "0002" + "0228");

  @ParameterizedTest
  @EnumSource(DtlsRole.class)
  void closeNotifyReachesTheOtherEnd(DtlsRole closing) {
    DtlsPair pair = connected();
    (closing == DtlsRole.CLIENT ? pair.client : pair.server).close();
    var others = closing == DtlsRole.CLIENT ? pair.serverEvents : pair.clientEvents;
    var own = closing == DtlsRole.CLIENT ? pair.clientEvents : pair.serverEvents;
    assertEquals(new DtlsEvent.Closed(), DtlsPair.next(others));
    assertEquals(List.of(), List.copyOf(own));
    pair.close();
  }

  @Test
  void closingTwiceSendsOneAlert() {
    DtlsPair pair = connected();
    int before = pair.toServer.sent().size();
    pair.client.close();
    pair.client.close();
    assertEquals(before + 1, pair.toServer.sent().size());
    pair.close();
  }

  @Test
  void nothingIsReadAfterTheEnd() {
    DtlsPair pair = connected();
    pair.client.close();
    long before = pair.client.droppedDatagrams();
    pair.client.receive(ByteBuffer.allocate(20));
    assertEquals(before + 1, pair.client.droppedDatagrams());
    pair.close();
  }

  @Test
  void aForgedPlaintextAlertDoesNotCloseWhatIsConnected() {
    DtlsPair pair = connected();
    pair.server.receive(ByteBuffer.wrap(FORGED_ALERT));
    pair.client.receive(ByteBuffer.wrap(FORGED_ALERT));
    pair.client.close(); // is read after the forged one
    assertEquals(new DtlsEvent.Closed(), DtlsPair.next(pair.serverEvents));
    assertEquals(List.of(), List.copyOf(pair.clientEvents));
    pair.close();
  }

  @Test
  void garbageDoesNotCloseWhatIsConnected() {
    DtlsPair pair = connected();
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      byte[] noise = new byte[1 + random.nextInt(200)];
      random.nextBytes(noise);
      noise[0] = (byte) (20 + random.nextInt(5));
      if (noise.length > 13) {
        ByteBuffer.wrap(noise, 1, 4).putShort((short) 0xfefd).putShort((short) random.nextInt(2));
        ByteBuffer.wrap(noise, 11, 2).putShort((short) (noise.length - 13));
      }
      pair.server.receive(ByteBuffer.wrap(noise));
    }
    pair.client.close();
    assertEquals(new DtlsEvent.Closed(), DtlsPair.next(pair.serverEvents));
    pair.close();
  }

  @Test
  void anAlertDuringTheHandshakeEndsItInWords() {
    BlockingQueue<DtlsEvent> events = new LinkedBlockingQueue<>();
    DtlsHandshake client = client(events);
    client.start();
    assertInstanceOf(DtlsEvent.Transmit.class, DtlsPair.next(events));
    client.receive(ByteBuffer.wrap(FORGED_ALERT));
    DtlsEvent last = DtlsPair.next(events);
    while (last instanceof DtlsEvent.Transmit) {
      last = DtlsPair.next(events);
    }
    String reason = assertInstanceOf(DtlsEvent.Failed.class, last).reason();
    assertTrue(reason.contains("handshake_failure"), reason);
  }

  @Test
  void closingDuringTheHandshakeIsToldToTheOtherEnd() {
    DtlsPair pair = DtlsPair.perfect(CONFIG);
    pair.toServer.fate((number, datagram) -> number == 1 ? List.of() : List.of(datagram));
    pair.toClient.fate(
        (number, datagram) -> {
          if (number == 0) {
            pair.server.close();
          }
          return List.of(datagram);
        });
    pair.start();
    String reason =
        assertInstanceOf(DtlsEvent.Failed.class, DtlsPair.next(pair.clientEvents)).reason();
    assertTrue(reason.contains("user_canceled") || reason.contains("closed"), reason);
    assertEquals(List.of(), List.copyOf(pair.serverEvents));
    pair.close();
  }

  @Test
  void closingBeforeTheStartIsSilent() {
    BlockingQueue<DtlsEvent> events = new LinkedBlockingQueue<>();
    DtlsHandshake client = client(events);
    client.close();
    client.receive(ByteBuffer.allocate(20));
    assertEquals(List.of(), List.copyOf(events));
  }

  private static DtlsHandshake client(BlockingQueue<DtlsEvent> events) {
    return new DtlsHandshake(
        DtlsPair.ALICE,
        DtlsRole.CLIENT,
        DtlsPair.BOB.fingerprints(),
        CONFIG,
        DtlsPair.THREADS,
        events::add);
  }

  private static DtlsPair connected() {
    DtlsPair pair = DtlsPair.perfect(CONFIG).start();
    pair.clientConnected();
    pair.serverConnected();
    return pair;
  }
}
