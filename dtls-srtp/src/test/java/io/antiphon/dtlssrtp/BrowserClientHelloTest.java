package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ClientHellos of browsers, captured: two datagrams, which may come as they like. */
class BrowserClientHelloTest {
  private static final byte SERVER_HELLO = 2;

  /** A datagram's number, or that number and {@code r}: sent again, with new record numbers. */
  private static final List<String> ORDERS =
      List.of("1 2", "2 1", "1 1r 2r", "2 1r 2r", "2 2r 1r", "1 1 2 2", "2 2 1 1", "1 2 1r 2r");

  static Stream<Arguments> orders() {
    return Stream.of("chromium-156", "firefox-153")
        .flatMap(browser -> ORDERS.stream().map(order -> Arguments.of(browser, order)));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void isAnsweredWhateverTheOrder(String browser, String order) throws Exception {
    BlockingQueue<ByteBuffer> answers = new LinkedBlockingQueue<>();
    try (DtlsHandshake server =
        new DtlsHandshake(
            DtlsPair.BOB,
            DtlsRole.SERVER,
            List.of(DtlsPair.ALICE.fingerprint()),
            DtlsConfig.defaults(),
            DtlsPair.THREADS,
            event -> {
              if (event instanceof DtlsEvent.Transmit transmit) {
                answers.add(SimulatedLink.copy(transmit.datagram()));
              }
            })) {
      server.start();
      for (String each : order.split(" ")) {
        server.receive(datagram(browser, each));
      }
      ByteBuffer answer = answers.poll(30, TimeUnit.SECONDS);
      assertEquals(SERVER_HELLO, answer == null ? -1 : answer.get(13));
    }
  }

  private static ByteBuffer datagram(String browser, String each) {
    ByteBuffer datagram =
        ByteBuffer.wrap(
            Vectors.hex("dtls/" + browser + "-client-hello-" + each.charAt(0))
                .packets()
                .findFirst()
                .orElseThrow()
                .array()
                .clone());
    if (each.endsWith("r")) {
      datagram.put(10, (byte) (datagram.get(10) + 2)); // the low byte of sequence_number
    }
    return datagram;
  }
}
