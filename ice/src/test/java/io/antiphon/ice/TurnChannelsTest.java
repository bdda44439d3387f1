package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnChannelsTest {
  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.9", 9);

  /** RFC 8656 §12.5: padded to four bytes over TCP, which its length does not count. */
  @ParameterizedTest
  @CsvSource({"false, 5, 9", "true, 5, 12", "true, 6, 12", "true, 8, 12", "true, 1, 8"})
  void paddingIsForStreams(boolean stream, int payload, int framed) {
    TurnChannels channels = new TurnChannels(stream);
    TurnChannels.Channel channel = channels.add(0, PEER);
    assertNotNull(channel);
    assertNull(channels.wrap(0, PEER, ByteBuffer.allocate(payload)), "before it is bound");
    channels.onBound(0, channel);
    ByteBuffer message = channels.wrap(0, PEER, ByteBuffer.allocate(payload));
    assertNotNull(message);
    assertEquals(framed, message.remaining());
    assertEquals(payload, message.getShort(2));
    assertEquals(PEER, channels.unwrap(message));
    assertEquals(payload, message.remaining());
  }
}
