package io.antiphon.codec.opus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.CodecException;
import io.antiphon.codec.LevelMeter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpusDecoderTest {
  private final OpusDecoder decoder = new OpusDecoder(1);

  @Test
  void randomPayloadsThrowNothingButCodecExceptions() throws CodecException {
    long seed = 20_261_120;
    Random random = new Random(seed);
    short[] pcm = new short[2 * 5_760];
    OpusDecoder stereo = new OpusDecoder(2);
    int decoded = 0;
    for (int i = 0; i < 6_000; i++) {
      byte[] payload = new byte[random.nextInt(120)];
      random.nextBytes(payload);
      OpusDecoder either = random.nextBoolean() ? decoder : stereo;
      try {
        if (random.nextInt(4) == 0) {
          either.decodeFec(payload, 0, payload.length, 960, pcm, 0);
        }
        either.decode(payload, 0, payload.length, pcm, 0);
        decoded++;
      } catch (CodecException e) {
        assertTrue(String.valueOf(e.getMessage()).length() > 10);
      }
    }
    assertTrue(decoded > 1_000, decoded + " decoded, seed " + seed);
    for (byte[] packet : OpusVectors.packets("hybrid-mono-20ms")) {
      assertEquals(960, decoder.decode(packet, 0, packet.length, pcm, 0));
    }
  }

  @Test
  void damagedPacketsThrowNothingButCodecExceptions() {
    long seed = 8251;
    Random random = new Random(seed);
    short[] pcm = new short[5_760];
    List<byte[]> packets = new ArrayList<>(OpusVectors.packets("silk-fec-mono-20ms"));
    packets.addAll(OpusVectors.packets("celt-stereo-10ms"));
    packets.addAll(OpusVectors.packets("silk-stereo-60ms"));
    int refused = 0;
    for (int i = 0; i < 4_000; i++) {
      byte[] packet = packets.get(random.nextInt(packets.size())).clone();
      for (int damage = random.nextInt(4); damage >= 0; damage--) {
        packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        decoder.decode(packet, 0, 1 + random.nextInt(packet.length), pcm, 0);
      } catch (CodecException e) {
        refused++;
      }
    }
    assertTrue(refused > 20, refused + " refused, seed " + seed);
  }

  @Test
  void writesNothingOutsideItsPartOfTheArrayWhereModesChange() throws CodecException {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 2; i < 20; i++) {
      for (String name : List.of("silk-mono-20ms", "celt-mono-20ms", "hybrid-mono-20ms")) {
        packets.add(OpusVectors.packets(name).get(i));
      }
    }
    OpusDecoder other = new OpusDecoder(1);
    short[] here = new short[960];
    short[] there = new short[3_000];
    for (byte[] packet : packets) {
      Arrays.fill(there, (short) 99);
      decoder.decode(packet, 0, packet.length, here, 0);
      other.decode(packet, 0, packet.length, there, 1_500);
      assertArrayEquals(here, Arrays.copyOfRange(there, 1_500, 2_460));
      for (int i = 0; i < there.length; i++) {
        assertTrue(there[i] == 99 || (i >= 1_500 && i < 2_460), "wrote at " + i);
      }
    }
  }

  @Test
  void rebuildsALossFromTheRedundancyOfTheNextPacketWhereTheModeChanges() throws CodecException {
    // SILK, lost, SILK with redundancy after CELT: the transition lands where the loss ended.
    byte[] next = firstWithFec();
    byte[] celt = OpusVectors.packets("celt-mono-20ms").get(8);
    short[] pcm = new short[4_000];
    decoder.decode(celt, 0, celt.length, pcm, 0);
    byte[] silk = OpusVectors.packets("silk-mono-20ms").get(8);
    decoder.decode(silk, 0, silk.length, pcm, 0);
    Arrays.fill(pcm, (short) 99);
    assertEquals(2_000, decoder.decodeFec(next, 0, next.length, 2_000, pcm, 500));
    for (int i = 0; i < pcm.length; i++) {
      assertTrue(pcm[i] == 99 || (i >= 500 && i < 2_500), "wrote at " + i);
    }
  }

  @Test
  void redundancyRebuildsBetterThanConcealment() throws CodecException {
    List<byte[]> packets = OpusVectors.packets("silk-fec-mono-20ms");
    double rebuilt = 0;
    double concealed = 0;
    int losses = 0;
    for (int lost = 3; lost + 1 < packets.size(); lost++) {
      byte[] next = packets.get(lost + 1);
      if (!OpusPacket.hasFec(next, 0, next.length)) {
        continue;
      }
      short[] truth = decodeUpTo(packets, lost + 1, new OpusDecoder(1));
      OpusDecoder fec = new OpusDecoder(1);
      decodeUpTo(packets, lost, fec);
      short[] pcm = new short[960];
      assertEquals(960, fec.decodeFec(next, 0, next.length, 960, pcm, 0));
      rebuilt += errorDb(truth, pcm);
      OpusDecoder plc = new OpusDecoder(1);
      decodeUpTo(packets, lost, plc);
      plc.decodeLost(960, pcm, 0);
      concealed += errorDb(truth, pcm);
      losses++;
    }
    assertTrue(losses > 5, losses + " packets with redundancy");
    assertTrue(
        rebuilt / losses < concealed / losses - 3,
        "mean error " + rebuilt / losses + " dB with FEC, " + concealed / losses + " dB without");
  }

  @Test
  void concealsAnyNumberOfSamplesAndFades() throws CodecException {
    for (byte[] packet : OpusVectors.packets("celt-mono-20ms").subList(0, 15)) {
      decoder.decode(packet, 0, packet.length, new short[960], 0);
    }
    short[] pcm = new short[60_000];
    assertEquals(1, decoder.decodeLost(1, pcm, 0));
    assertEquals(961, decoder.decodeLost(961, pcm, 1));
    assertEquals(0, decoder.decodeLost(0, pcm, 0));
    assertTrue(LevelMeter.levelDbov(pcm, 0, 962) < 40, "still heard at first");
    assertEquals(48_000, decoder.decodeLost(48_000, pcm, 962));
    assertTrue(LevelMeter.levelDbov(pcm, 40_000, 960) > 50, "silent in the end");
  }

  @Test
  void concealsSilenceBeforeAnythingWasHeard() {
    short[] pcm = new short[960];
    Arrays.fill(pcm, (short) 1_000);
    assertEquals(960, decoder.decodeLost(960, pcm, 0));
    assertEquals(LevelMeter.SILENCE_DBOV, LevelMeter.levelDbov(pcm, 0, 960));
  }

  @Test
  void decodesMonoToStereoAndStereoToMono() throws CodecException {
    OpusDecoder stereo = new OpusDecoder(2);
    short[] pcm = new short[2 * 960];
    for (byte[] packet : OpusVectors.packets("celt-mono-20ms").subList(0, 10)) {
      assertEquals(960, stereo.decode(packet, 0, packet.length, pcm, 0));
      for (int i = 0; i < pcm.length; i += 2) {
        assertEquals(pcm[i], pcm[i + 1]);
      }
    }
    for (byte[] packet : OpusVectors.packets("celt-stereo-10ms").subList(0, 10)) {
      assertEquals(480, decoder.decode(packet, 0, packet.length, pcm, 0));
    }
    assertTrue(LevelMeter.levelDbov(pcm, 0, 480) < 30);
  }

  @Test
  void aLossBehindADamagedPacketIsConcealedWhateverItHasLeftBehind() throws CodecException {
    byte[] damaged = HexFormat.of().parseHex("e07f7e8f6e770a7f0034024ff40d57");
    OpusDecoder decoder = new OpusDecoder(1);
    short[] pcm = new short[5_760];
    decoder.decode(damaged, 0, damaged.length, pcm, 0);
    assertEquals(960, decoder.decodeLost(960, pcm, 0));
    byte[] good = OpusVectors.packets("celt-mono-20ms").get(3);
    assertEquals(960, decoder.decode(good, 0, good.length, pcm, 0));
  }

  @Test
  void aRefusedPacketLeavesTheStreamAlone() throws CodecException {
    OpusDecoder undisturbed = new OpusDecoder(1);
    short[] expected = new short[960];
    short[] actual = new short[960];
    for (byte[] packet : OpusVectors.packets("silk-mono-20ms")) {
      byte[] malformed = {0x4b, 0x00};
      assertThrows(CodecException.class, () -> decoder.decode(malformed, 0, 2, actual, 0));
      assertThrows(CodecException.class, () -> decoder.decodeFec(malformed, 0, 2, 9, actual, 0));
      decoder.decode(packet, 0, packet.length, actual, 0);
      undisturbed.decode(packet, 0, packet.length, expected, 0);
      assertArrayEquals(expected, actual);
    }
  }

  @Test
  void resetForgetsThePast() throws CodecException {
    short[] first = decodeUpTo(OpusVectors.packets("hybrid-mono-20ms"), 4, decoder);
    decoder.reset();
    assertArrayEquals(first, decodeUpTo(OpusVectors.packets("hybrid-mono-20ms"), 4, decoder));
  }

  @Test
  void refusesTooLittleRoomAndChannelsItHasNot() {
    byte[] packet = OpusVectors.packets("celt-mono-20ms").get(0);
    assertThrows(
        IllegalArgumentException.class,
        () -> decoder.decode(packet, 0, packet.length, new short[959], 0));
    assertThrows(IllegalArgumentException.class, () -> decoder.decodeLost(960, new short[960], 1));
    assertThrows(IllegalArgumentException.class, () -> new OpusDecoder(3));
  }

  private static byte[] firstWithFec() throws CodecException {
    for (byte[] packet : OpusVectors.packets("silk-fec-mono-20ms")) {
      if (OpusPacket.hasFec(packet, 0, packet.length)) {
        return packet;
      }
    }
    throw new AssertionError("no packet with redundancy");
  }

  /** The samples of the last packet before {@code end}. */
  private static short[] decodeUpTo(List<byte[]> packets, int end, OpusDecoder decoder)
      throws CodecException {
    short[] pcm = new short[960];
    for (byte[] packet : packets.subList(0, end)) {
      decoder.decode(packet, 0, packet.length, pcm, 0);
    }
    return pcm;
  }

  private static double errorDb(short[] truth, short[] pcm) {
    double error = 1;
    double signal = 1;
    for (int i = 0; i < truth.length; i++) {
      error += Math.pow(truth[i] - pcm[i], 2);
      signal += Math.pow(truth[i], 2);
    }
    return 10 * Math.log10(error / signal);
  }
}
