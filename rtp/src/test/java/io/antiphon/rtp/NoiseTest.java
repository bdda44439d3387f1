package io.antiphon.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.rtcp.RtcpCompound;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoiseTest {
  private static final long SEED = System.nanoTime();
  private static final int ROUNDS = 300_000;

  private static byte[] noise(SplittableRandom random, boolean rtcp) {
    byte[] bytes = new byte[rtcp ? 4 * random.nextInt(30) : random.nextInt(120)];
    random.nextBytes(bytes);
    if (bytes.length >= 4 && random.nextInt(10) > 0) {
      // Most are given a likely beginning, or nothing behind the version would ever be read.
      bytes[0] = (byte) (0x80 | (bytes[0] & 0x3F));
      if (rtcp) {
        bytes[1] = (byte) (198 + random.nextInt(10));
        bytes[2] = 0;
        int words = bytes.length / 4 - 1;
        bytes[3] = (byte) (random.nextBoolean() ? words : random.nextInt(words + 2));
      }
    }
    return bytes;
  }

  @Test
  void anythingIsAPacketOrRefused() {
    System.out.println("RTP noise from seed " + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    RtpPacket packet = new RtpPacket();
    int parsed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = noise(random, false);
      try {
        packet.wrap(bytes, 0, bytes.length);
      } catch (RtpFormatException e) {
        continue;
      }
      parsed++;
      readEverything(packet);
    }
    assertTrue(parsed > ROUNDS / 10, "only " + parsed + " were read");
  }

  private static void readEverything(RtpPacket packet) {
    assertEquals(
        packet.length(), packet.headerLength() + packet.payloadLength() + packet.paddingLength());
    assertTrue(packet.payloadLength() >= 0);
    for (int i = 0; i < packet.csrcCount(); i++) {
      packet.csrc(i);
    }
    for (int id = 0; id < 256; id++) {
      packet.audioLevelByte(id);
      packet.mid(id);
      assertTrue(packet.extensionOffset(id) + packet.extensionLength(id) <= packet.length());
    }
  }

  @Test
  void anythingIsACompoundOrRefused() throws Exception {
    System.out.println("RTCP noise from seed " + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    int parsed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      RtcpCompound compound;
      try {
        compound = RtcpCompound.parse(ByteBuffer.wrap(noise(random, true)));
      } catch (RtpFormatException e) {
        continue;
      }
      parsed++;
      assertTrue(!compound.packets().isEmpty());
    }
    assertTrue(parsed > ROUNDS / 100, "only " + parsed + " were read");
  }
}
