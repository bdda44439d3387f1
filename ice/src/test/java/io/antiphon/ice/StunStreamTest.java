package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StunStreamTest {
  private final StunStream stream = new StunStream();
  private final List<ByteBuffer> taken = new ArrayList<>();

  private void feed(byte[] bytes, int from, int to) throws StunFormatException {
    stream.space().put(bytes, from, to - from);
    stream.takeMessages(m -> taken.add(ByteBuffer.allocate(m.remaining()).put(m).flip()));
  }

  private static byte[] stunAndChannelData() {
    ByteBuffer binding = StunWriter.request(new TransactionId(1, 2)).seal();
    ByteBuffer both = ByteBuffer.allocate(binding.remaining() + 12 + binding.remaining());
    both.put(binding.duplicate());
    both.putShort((short) 0x4001)
        .putShort((short) 5)
        .put("media".getBytes(StandardCharsets.US_ASCII))
        .put(new byte[3]);
    both.put(binding.duplicate());
    return both.array();
  }

  @Test
  void findsEveryMessageHoweverTheStreamIsCut() throws StunFormatException {
    byte[] bytes = stunAndChannelData();
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      taken.clear();
      for (int at = 0; at < bytes.length; ) {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(12));
        feed(bytes, at, end);
        at = end;
      }
      assertEquals(List.of(28, 9, 28), taken.stream().map(ByteBuffer::remaining).toList());
      assertEquals('m', taken.get(1).get(4));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSH-2.0-server", "\25\3\1\0\2\2\50", "\1\1\0\10 no cookie"})
  void whatIsNoMessageEndsTheStream(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThrows(StunFormatException.class, () -> feed(bytes, 0, bytes.length));
  }

  @Test
  void theLongestMessageFits() throws StunFormatException {
    byte[] longest = new byte[4 + 0xffff + 1];
    longest[0] = 0x40;
    longest[2] = longest[3] = (byte) 0xff;
    feed(longest, 0, longest.length);
    assertEquals(4 + 0xffff, taken.get(0).remaining());
  }
}
