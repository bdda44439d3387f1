package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatagramKindTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, STUN",
    "3, 0, STUN",
    "4, 0, OTHER",
    "16, 0, OTHER",
    "20, 254, DTLS",
    "63, 254, DTLS",
    "64, 0, OTHER",
    "127, 0, OTHER",
    "128, 111, RTP",
    "144, 239, RTP",
    "128, 191, RTP",
    "128, 192, RTCP",
    "129, 200, RTCP",
    "143, 223, RTCP",
    "128, 224, RTP",
    "192, 0, OTHER",
  })
  void theFirstTwoBytesTell(int first, int second, DatagramKind kind) {
    ByteBuffer datagram = ByteBuffer.wrap(new byte[] {(byte) first, (byte) second, 0, 0});
    assertEquals(kind, DatagramKind.of(datagram));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aDatagramTooShortToTellIsNothing(int length) {
    assertEquals(DatagramKind.OTHER, DatagramKind.of(ByteBuffer.allocate(length)));
  }
}
