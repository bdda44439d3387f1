package io.antiphon.rtp.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedTest {
  private final RedReader reader = new RedReader();
  private final RedWriter writer = new RedWriter();

  private static byte[] vector() {
    return Vectors.hex("rtp/rfc2198-3-redundant-opus").bytes();
  }

  private static byte[] payload(RtpPacket packet) {
    int from = packet.payloadOffset();
    return Arrays.copyOfRange(packet.buffer(), from, from + packet.payloadLength());
  }

  private static RtpPacket packet(String payload) throws RtpFormatException {
    byte[] bytes = HexFormat.of().parseHex(payload.replace(" ", ""));
    ByteBuffer packet = ByteBuffer.allocate(12 + bytes.length);
    packet.put((byte) 0x80).put((byte) 63).putShort((short) 7).putInt(5_000).putInt(1).put(bytes);
    return RtpPacket.parse(packet.flip());
  }

  @Test
  void takesTheVectorApart() throws Exception {
    byte[] bytes = vector();
    assertEquals(2, reader.read(new RtpPacket().wrap(bytes, 0, bytes.length)));
    assertEquals(960, reader.timestampOffset(0));
    assertEquals(111, reader.payloadType(0));
    assertEquals(0, reader.timestampOffset(1));
    RtpPacket copy = reader.plain(0, 100);
    assertEquals(100, copy.sequenceNumber());
    assertEquals(1_000, copy.timestamp());
    assertEquals(111, copy.payloadType());
    assertArrayEquals(new byte[] {(byte) 0xf8, 1, 2, 3}, payload(copy));
    RtpPacket primary = reader.plain(1, 101);
    assertEquals(1_960, primary.timestamp());
    assertEquals("0", primary.mid(4), "the header's extensions stay");
    assertArrayEquals(new byte[] {(byte) 0xf8, 4, 5}, payload(primary));
  }

  @Test
  void writesTheVectorsPayload() throws Exception {
    byte[] bytes = vector();
    byte[] expected = payload(new RtpPacket().wrap(bytes, 0, bytes.length));
    writer.remember(new byte[] {(byte) 0xf8, 1, 2, 3}, 0, 4, 1_000);
    int length = writer.write(111, new byte[] {(byte) 0xf8, 4, 5}, 0, 3, 1_960);
    assertArrayEquals(expected, Arrays.copyOf(writer.payload(), length));
  }

  @Test
  void theFirstPacketAndOneAfterALongPauseHaveNoCopy() {
    assertEquals(4, writer.write(111, new byte[3], 0, 3, 0));
    assertEquals(111, writer.payload()[0]);
    assertEquals(4, writer.write(111, new byte[3], 0, 3, 16_384));
    assertEquals(11, writer.write(111, new byte[3], 0, 3, 16_384 + 16_383));
  }

  @Test
  void whatDoesNotFitIsSentAsItIs() {
    assertEquals(0, writer.write(111, new byte[1_200], 0, 1_200, 0));
    assertEquals(601, writer.write(111, new byte[600], 0, 600, 960));
    assertEquals(0, writer.write(111, new byte[600], 0, 600, 1_920), "two are too many");
  }

  @ParameterizedTest
  @CsvSource({
    "'', without a primary",
    "ef0f0004, cut short",
    "ef0f, cut short",
    "ef0f0004 6f 010203, run past",
    "ef000001ef000001ef000001ef000001ef000001ef000001ef000001ef000001 6f 00, more than",
  })
  void refusesWhatIsMalformed(String payload, String reason) throws Exception {
    RtpPacket packet = packet(payload);
    var e = assertThrows(RtpFormatException.class, () -> reader.read(packet));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> reader.payloadType(0));
  }

  @Test
  void emptyBlocksAreBlocks() throws Exception {
    assertEquals(2, reader.read(packet("ef000000 6f")));
    assertEquals(0, reader.length(0));
    assertEquals(0, reader.plain(1, 7).payloadLength());
  }

  @Test
  void refusesWhatIsLongerThanAnyDatagramThatWeTake() throws Exception {
    byte[] bytes = new byte[12 + 1 + 2_048];
    bytes[0] = (byte) 0x80;
    bytes[12] = 111;
    assertEquals(1, reader.read(new RtpPacket().wrap(bytes, 0, bytes.length)));
    assertThrows(RtpFormatException.class, () -> reader.plain(0, 7));
    assertEquals(1, reader.read(new RtpPacket().wrap(bytes, 0, bytes.length - 12)));
    assertEquals(2_036, reader.plain(0, 7).payloadLength());
  }

  @Test
  void anythingIsTakenApartOrRefused() throws Exception {
    long seed = System.nanoTime();
    System.out.println("redundant noise from seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    boolean some = false;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[12 + random.nextInt(60)];
      random.nextBytes(bytes);
      bytes[0] = (byte) 0x80;
      RtpPacket packet = new RtpPacket().wrap(bytes, 0, bytes.length);
      int blocks;
      try {
        blocks = reader.read(packet);
      } catch (RtpFormatException e) {
        continue;
      }
      int sum = 0;
      for (int block = 0; block < blocks; block++) {
        sum += reader.plain(block, i & 0xFFFF).payloadLength();
      }
      assertEquals(packet.payloadLength(), sum + 4 * (blocks - 1) + 1);
      some |= blocks > 1;
    }
    assertTrue(some, "no copy was ever read");
  }
}
