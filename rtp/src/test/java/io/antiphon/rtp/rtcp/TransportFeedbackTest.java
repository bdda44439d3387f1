package io.antiphon.rtp.rtcp;

import static io.antiphon.rtp.rtcp.TransportFeedback.NOT_RECEIVED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.Ssrc;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransportFeedbackTest {
  /** The header of a feedback with so many words behind the first, from source 1 about 2. */
  private static String head(int words) {
    return String.format("8fcd%04x 00000001 00000002", words);
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static TransportFeedback parse(String hex) throws RtpFormatException {
    RtcpPacket packet = RtcpCompound.parse(bytes(hex)).packets().get(0);
    return (TransportFeedback) packet;
  }

  private static int[] deltas(TransportFeedback feedback) {
    int[] deltas = new int[feedback.packetCount()];
    Arrays.setAll(deltas, feedback::deltaTicks);
    return deltas;
  }

  private static void assertRefused(String reason, String hex) {
    var e = assertThrows(RtpFormatException.class, () -> RtcpCompound.parse(bytes(hex)));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  private static TransportFeedback of(int... deltas) {
    return new TransportFeedback(new Ssrc(1), new Ssrc(2), 65_534, 0xFFFFFF, 255, deltas);
  }

  private static String written(TransportFeedback feedback) throws RtpFormatException {
    ByteBuffer out = ByteBuffer.allocate(feedback.length());
    feedback.writeTo(out);
    assertEquals(0, out.remaining());
    out.flip();
    assertEquals(feedback, RtcpCompound.parse(out).packets().get(0));
    return HexFormat.of().formatHex(out.array());
  }

  @Test
  void readsARun() throws Exception {
    TransportFeedback feedback = parse(head(6) + "fffe 0003 000102 07 2003 01 50 ff 000000");
    assertEquals(new Ssrc(1), feedback.reporter());
    assertEquals(new Ssrc(2), feedback.source());
    assertEquals(65_534, feedback.baseSequenceNumber());
    assertEquals(0x102, feedback.referenceTime());
    assertEquals(7, feedback.feedbackCount());
    assertArrayEquals(new int[] {1, 0x50, 255}, deltas(feedback));
  }

  @Test
  void readsAVectorOfSingleBits() throws Exception {
    // 10 10 0000 0000 0001: received, lost, received, then lost, the last received.
    TransportFeedback feedback = parse(head(6) + "0000 000e 000000 00 a801 01 02 03 000000");
    int[] expected = new int[14];
    Arrays.fill(expected, NOT_RECEIVED);
    expected[0] = 1;
    expected[2] = 2;
    expected[13] = 3;
    assertArrayEquals(expected, deltas(feedback));
  }

  @Test
  void readsAVectorOfDoubleBitsWithLargeAndNegativeDeltas() throws Exception {
    // 11 01 10 00 10 00 00 00: small, large, lost, large; the rest is beyond the count.
    TransportFeedback feedback = parse(head(6) + "0000 0004 000000 00 d880 7f 0100 ffff 00");
    assertArrayEquals(new int[] {0x7F, 0x100, NOT_RECEIVED, -1}, deltas(feedback));
  }

  @Test
  void readsOddPaddingAsBrowsersAnnounceIt() throws Exception {
    TransportFeedback feedback =
        parse(head(6).replace("8f", "af") + "0001 0003 000000 00 2003 01 02 03 000003");
    assertArrayEquals(new int[] {1, 2, 3}, deltas(feedback));
  }

  @Test
  void oddPaddingIsForFeedbackAlone() {
    assertRefused("padding of 3", "a0c90001 00000003");
  }

  @Test
  void writesRunsAndVectorsAsShortAsTheyGo() throws Exception {
    int[] run = new int[20];
    Arrays.fill(run, 80);
    assertTrue(
        written(of(run)).startsWith("8fcd000a" + "0000000100000002" + "fffe0014ffffffff2014"));
    assertTrue(written(of(1, NOT_RECEIVED, 2)).contains("ffffffff" + "a800" + "0102"));
    assertTrue(written(of(1, -1, NOT_RECEIVED)).contains("ffffffff" + "d800" + "01ffff"));
  }

  @Test
  void readsBackWhateverItWrites() throws Exception {
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] deltas = new int[1 + random.nextInt(200)];
      for (int i = 0; i < deltas.length; i++) {
        int kind = random.nextInt((int) (2 + seed % 8));
        deltas[i] =
            switch (kind) {
              case 0 -> NOT_RECEIVED;
              case 1 -> (short) random.nextInt();
              default -> random.nextInt(256);
            };
      }
      written(of(deltas));
    }
  }

  @Test
  void writesTheLongestRunInParts() {
    int[] lost = new int[20_000];
    Arrays.fill(lost, NOT_RECEIVED);
    lost[19_999] = 0;
    ByteBuffer out = ByteBuffer.allocate(32);
    of(lost).writeTo(out);
    assertEquals(0, out.remaining());
    assertEquals("1fff1fff0e212001", HexFormat.of().formatHex(out.array(), 20, 28));
  }

  @Test
  void refusesAFeedbackAboutNothing() {
    assertRefused("no packet", head(5) + "0001 0000 000000 00 2003 0000");
  }

  @Test
  void refusesOneThatIsCutShort() {
    assertRefused("needs 18 bytes", head(4) + "0001 0001 000000 00");
  }

  @Test
  void refusesChunksForTooFewPackets() {
    assertRefused("has chunks for 28", head(5) + "0001 002a 000000 00 8000 8000");
  }

  @Test
  void refusesARunBeyondTheLastPacket() {
    assertRefused("run of 4 for the last 3", head(5) + "0001 0003 000000 00 2004 0101");
  }

  /** Eight bytes could else announce 65,535 packets, and cost a quarter of a megabyte each time. */
  @Test
  void refusesToHearOfMorePacketsThanAreRemembered() throws Exception {
    assertEquals(2_048, parse(head(5) + "0001 0800 000000 00 0800 0000").packetCount());
    assertRefused("about 2049 packets", head(5) + "0001 0801 000000 00 0801 0000");
  }

  @Test
  void refusesAnEmptyRun() {
    assertRefused("run of no packets", head(5) + "0001 0003 000000 00 2000 0101");
  }

  @Test
  void refusesTheReservedStatus() {
    assertRefused("reserved status", head(5) + "0001 0001 000000 00 f000 0101");
    assertRefused("reserved status", head(5) + "0001 0001 000000 00 6001 0101");
  }

  @Test
  void refusesMissingDeltas() {
    assertRefused("before the delta of packet 2", head(5) + "0001 0003 000000 00 2003 0101");
    assertRefused("before the delta of packet 1", head(5) + "0001 0002 000000 00 4002 0001");
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    assertThrows(IllegalArgumentException.class, () -> of());
    assertThrows(IllegalArgumentException.class, () -> of(0x8000));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TransportFeedback(new Ssrc(1), new Ssrc(2), 65_536, 0, 0, new int[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TransportFeedback(new Ssrc(1), new Ssrc(2), 0, 1 << 24, 0, new int[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TransportFeedback(new Ssrc(1), new Ssrc(2), 0, 0, 256, new int[1]));
  }

  @Test
  void noiseIsReadOrRefused() {
    long seed = System.nanoTime();
    System.out.println("transport feedback noise from seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int read = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] noise = new byte[24 + 4 * random.nextInt(10)];
      random.nextBytes(noise);
      ByteBuffer out = ByteBuffer.wrap(noise);
      RtcpHeader.write(out, TransportFeedback.FORMAT, TransportFeedback.TYPE, noise.length);
      out.putShort(14, (short) random.nextInt(40));
      try {
        TransportFeedback feedback =
            (TransportFeedback) RtcpCompound.parse(ByteBuffer.wrap(noise)).packets().get(0);
        ByteBuffer again = ByteBuffer.allocate(feedback.length());
        feedback.writeTo(again);
        assertEquals(feedback, RtcpCompound.parse(again.flip()).packets().get(0));
        read++;
      } catch (RtpFormatException e) {
        // Refused: as good.
      }
    }
    assertTrue(read > 5_000, "only " + read + " were read");
  }
}
