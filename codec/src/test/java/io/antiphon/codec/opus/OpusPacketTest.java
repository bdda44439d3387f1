package io.antiphon.codec.opus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.CodecException;
import io.antiphon.codec.opus.OpusPacket.Bandwidth;
import io.antiphon.codec.opus.OpusPacket.Mode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("vectors")
class OpusPacketTest {
  /** RFC 6716 §3.1, table 2, one line per range of configurations. */
  @ParameterizedTest
  @CsvSource({
    "0, SILK, NARROWBAND, 480 960 1920 2880",
    "4, SILK, MEDIUMBAND, 480 960 1920 2880",
    "8, SILK, WIDEBAND, 480 960 1920 2880",
    "12, HYBRID, SUPER_WIDEBAND, 480 960",
    "14, HYBRID, FULLBAND, 480 960",
    "16, CELT, NARROWBAND, 120 240 480 960",
    "20, CELT, WIDEBAND, 120 240 480 960",
    "24, CELT, SUPER_WIDEBAND, 120 240 480 960",
    "28, CELT, FULLBAND, 120 240 480 960",
  })
  void readsEveryConfigurationOfTheTocByte(
      int first, Mode mode, Bandwidth bandwidth, String durations) throws CodecException {
    String[] ticks = durations.split(" ");
    for (int i = 0; i < ticks.length; i++) {
      for (int channels = 1; channels <= 2; channels++) {
        byte[] packet = {(byte) (((first + i) << 3) | ((channels - 1) << 2)), 1, 2, 3};
        OpusPacket expected =
            new OpusPacket(mode, bandwidth, channels, 1, Integer.parseInt(ticks[i]));
        assertEquals(expected, OpusPacket.parse(packet, 0, 4));
        assertEquals(expected.durationTicks(), OpusPacket.durationTicks(packet, 0, 4));
      }
    }
  }

  @Test
  void countsFramesByTheCode() throws CodecException {
    assertEquals(1, parse("48 aabbcc").frameCount());
    assertEquals(1, parse("48").frameCount());
    assertEquals(2, parse("49 aabb").frameCount());
    assertEquals(2, parse("4a 02 aabb cc").frameCount());
    assertEquals(3, parse("4b 03 aa bb cc").frameCount());
    assertEquals(3, parse("4b 83 01 02 aa bbbb cc").frameCount());
    assertEquals(3, parse("4b 43 02 aa bb cc 0000").frameCount());
    assertEquals(2, parse("4b c2 01 02 aaaa bb 00").frameCount());
    assertEquals(48, OpusPacket.parse(hex("e3 30"), 0, 2).frameCount());
    assertEquals(5_760, OpusPacket.durationTicks(hex("e3 30"), 0, 2));
  }

  @Test
  void readsAtAnOffset() throws CodecException {
    assertEquals(960, OpusPacket.durationTicks(hex("ffff 48aa ff"), 2, 2));
  }

  @Test
  void readsFrameLengthsOfTwoBytes() throws CodecException {
    byte[] packet = new byte[1 + 2 + 1_275 + 5];
    packet[0] = 0x4a;
    packet[1] = (byte) 255;
    packet[2] = (byte) 255;
    assertEquals(2, OpusPacket.parse(packet, 0, packet.length).frameCount());
    assertRefused("R4", Arrays.copyOf(packet, 1_277));
  }

  @Test
  void refusesAnEmptyPacket() {
    assertRefused("R1", new byte[0]);
  }

  @Test
  void refusesFramesOfMoreThan1275Bytes() throws CodecException {
    assertRefused("R2", filled("48", 1_277));
    assertEquals(1, OpusPacket.parse(filled("48", 1_276), 0, 1_276).frameCount());
    assertRefused("R2", filled("49", 1 + 2 * 1_276));
    assertRefused("R2", filled("4a 00", 2 + 1_276));
    assertRefused("R2", filled("4b 01", 2 + 1_276));
    assertRefused("R2", filled("4b 82 00", 3 + 1_276));
  }

  @Test
  void refusesTwoEqualFramesInAnOddNumberOfBytes() {
    assertRefused("R3", hex("49 aabbcc"));
  }

  @Test
  void refusesAFirstFrameThatDoesNotFit() {
    assertRefused("R4", hex("4a"));
    assertRefused("R4", hex("4a fc"));
    assertRefused("R4", hex("4a 04 aabbcc"));
  }

  @Test
  void refusesNoFramesAndMoreThan120Milliseconds() {
    assertRefused("R5", hex("4b 00"));
    assertRefused("R5", hex("4b 07 00000000000000"));
    assertRefused("R5", hex("1b 03 000000"));
  }

  @Test
  void refusesEqualFramesThatDoNotFillThePacket() {
    assertRefused("R6", hex("4b"));
    assertRefused("R6", hex("4b 03 aabbccdd"));
    assertRefused("R6", hex("4b 43 05 aabbcc"));
    assertRefused("R6", hex("4b 41"));
    assertRefused("R6", hex("4b 41 ff"));
    assertRefused("R6", hex("4b 41 ff 01 aabb"));
  }

  @Test
  void refusesFrameLengthsThatDoNotFitThePacket() {
    assertRefused("R7", hex("4b 83 01"));
    assertRefused("R7", hex("4b 83 01 fc"));
    assertRefused("R7", hex("4b 83 02 02 aabbcc"));
    assertRefused("R7", hex("4b c2 01 02 aa"));
  }

  @Test
  void seesRedundancyWhereTheEncoderPutIt() throws CodecException {
    assertTrue(countFec("silk-fec-mono-20ms") > 5);
    assertEquals(0, countFec("silk-mono-20ms"));
    assertEquals(0, countFec("hybrid-mono-20ms"));
    assertEquals(0, countFec("silk-stereo-60ms"));
    assertEquals(0, countFec("celt-mono-20ms"));
  }

  @Test
  void seesRedundancyBehindEveryKindOfFraming() throws CodecException {
    assertTrue(OpusPacket.hasFec(hex("48 40aa"), 0, 3));
    assertFalse(OpusPacket.hasFec(hex("48 80aa"), 0, 3));
    assertTrue(OpusPacket.hasFec(hex("4c 10aa"), 0, 3), "the side channel's flag");
    assertTrue(OpusPacket.hasFec(hex("58 10aa"), 0, 3), "the flag behind three activity flags");
    assertTrue(OpusPacket.hasFec(hex("4a 02 40aa bb"), 0, 5));
    assertTrue(OpusPacket.hasFec(hex("4b 82 02 40aa bb"), 0, 6));
    assertTrue(OpusPacket.hasFec(hex("4b 41 01 40aa 00"), 0, 6));
    assertFalse(OpusPacket.hasFec(hex("48"), 0, 1));
    assertFalse(OpusPacket.hasFec(hex("4a 00 40aa"), 0, 4), "a first frame of no bytes");
  }

  @Test
  void onlyEverThrowsCodecExceptions() {
    long seed = 6716;
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] packet = new byte[random.nextInt(20)];
      random.nextBytes(packet);
      try {
        int ticks = OpusPacket.durationTicks(packet, 0, packet.length);
        assertTrue(ticks >= 120 && ticks <= 5_760);
        OpusPacket.hasFec(packet, 0, packet.length);
      } catch (CodecException e) {
        refused++;
      }
    }
    assertTrue(refused > 10_000, "seed " + seed);
  }

  private static int countFec(String vector) throws CodecException {
    int count = 0;
    for (byte[] packet : OpusVectors.packets(vector)) {
      count += OpusPacket.hasFec(packet, 0, packet.length) ? 1 : 0;
    }
    return count;
  }

  private static void assertRefused(String requirement, byte[] packet) {
    CodecException e =
        assertThrows(
            CodecException.class, () -> OpusPacket.durationTicks(packet, 0, packet.length));
    assertTrue(String.valueOf(e.getMessage()).contains(requirement), e.getMessage());
    assertThrows(CodecException.class, () -> OpusPacket.parse(packet, 0, packet.length));
    assertThrows(CodecException.class, () -> OpusPacket.hasFec(packet, 0, packet.length));
    assertEquals(0, e.getStackTrace().length);
  }

  private static OpusPacket parse(String hex) throws CodecException {
    byte[] packet = hex(hex);
    return OpusPacket.parse(packet, 0, packet.length);
  }

  private static byte[] filled(String start, int length) {
    return ByteBuffer.allocate(length).put(hex(start)).array();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
