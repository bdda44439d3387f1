package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpSessionTest {
  private static final int LENGTH = 52;
  private static final int SSRC = 0xdecafbad;

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void worksAtAnyOffsetAndTouchesNothingElse(SrtpProfile profile) throws Exception {
    Ends ends = new Ends(profile);
    byte[] array = new byte[200];
    Arrays.fill(array, (byte) 0x55);
    byte[] packet = rtp(SSRC, 1);
    System.arraycopy(packet, 0, array, 37, LENGTH);
    int length = ends.client.protect(array, 37, LENGTH);
    assertEquals(LENGTH + profile.rtpOverhead(), length);
    for (int i = 0; i < array.length; i++) {
      boolean outside = i < 37 || i >= 37 + length;
      assertFalse(outside && array[i] != 0x55, "touched " + i);
    }
    assertFalse(Arrays.equals(packet, Arrays.copyOfRange(array, 37, 37 + LENGTH)));
    assertEquals(LENGTH, ends.server.unprotect(array, 37, length));
    assertArrayEquals(packet, Arrays.copyOfRange(array, 37, 37 + LENGTH));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void revealsHeadersWithSourcesAndExtensions(SrtpProfile profile) throws Exception {
    Ends ends = new Ends(profile);
    byte[] packet = rtp(SSRC, 1);
    packet[0] = (byte) 0x92; // X and two CSRCs
    ByteBuffer.wrap(packet, 20, 8).putShort((short) 0xbede).putShort((short) 1).putInt(0x10ff0000);
    byte[] srtp = ends.protect(packet);
    assertArrayEquals(Arrays.copyOf(packet, 28), Arrays.copyOf(srtp, 28));
    assertArrayEquals(packet, ends.reveal(srtp));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void rejectsEverySingleBitThatIsTurned(SrtpProfile profile) throws Exception {
    Ends ends = new Ends(profile);
    byte[] srtp = ends.protect(rtp(SSRC, 1));
    byte[] srtcp = ends.protectControl(rtcp(SSRC));
    for (int bit = 0; bit < 8 * srtp.length; bit++) {
      byte[] turned = turned(srtp, bit);
      assertThrows(SrtpRejectedException.class, () -> ends.reveal(turned), "bit " + bit);
    }
    for (int bit = 0; bit < 8 * srtcp.length; bit++) {
      byte[] turned = turned(srtcp, bit);
      assertThrows(SrtpRejectedException.class, () -> ends.revealControl(turned), "bit " + bit);
    }
    assertArrayEquals(rtp(SSRC, 1), ends.reveal(srtp));
    assertArrayEquals(rtcp(SSRC), ends.revealControl(srtcp));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void rejectsEveryLengthThatIsCutShort(SrtpProfile profile) throws Exception {
    Ends ends = new Ends(profile);
    byte[] srtp = ends.protect(rtp(SSRC, 1));
    byte[] srtcp = ends.protectControl(rtcp(SSRC));
    for (int length = 0; length < srtp.length; length++) {
      byte[] cut = Arrays.copyOf(srtp, length);
      assertThrows(SrtpRejectedException.class, () -> ends.reveal(cut), "length " + length);
    }
    for (int length = 0; length < srtcp.length; length++) {
      byte[] cut = Arrays.copyOf(srtcp, length);
      assertThrows(SrtpRejectedException.class, () -> ends.revealControl(cut), "length " + length);
    }
    long counted = Stream.of(SrtpRejection.values()).mapToLong(ends.server::rejected).sum();
    assertEquals(srtp.length + srtcp.length, counted);
    int headers = 12 + 8; // what is shorter is no packet at all
    assertTrue(ends.server.rejected(SrtpRejection.MALFORMED) >= headers);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void rejectsMediaFromAKeyThatIsNotTheHandshakes(SrtpProfile profile) throws Exception {
    Ends ends = new Ends(profile);
    Ends stranger = new Ends(profile, 99);
    assertRejected(SrtpRejection.FORGED, () -> ends.reveal(stranger.protect(rtp(SSRC, 1))));
    assertRejected(
        SrtpRejection.FORGED, () -> ends.revealControl(stranger.protectControl(rtcp(SSRC))));
    assertEquals(2, ends.server.rejected(SrtpRejection.FORGED));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void rejectsOurOwnPacketsReflected(SrtpProfile profile) throws Exception {
    Ends ends = new Ends(profile);
    byte[] srtp = ends.protect(rtp(SSRC, 1));
    assertRejected(SrtpRejection.FORGED, () -> ends.client.unprotect(srtp, 0, srtp.length));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void rejectsReplayedIndex(SrtpProfile profile) throws Exception {
    Ends ends = new Ends(profile);
    byte[] srtp = ends.protect(rtp(SSRC, 1));
    byte[] srtcp = ends.protectControl(rtcp(SSRC));
    ends.reveal(srtp);
    ends.revealControl(srtcp);
    assertRejected(SrtpRejection.REPLAYED, () -> ends.reveal(srtp));
    assertRejected(SrtpRejection.REPLAYED, () -> ends.revealControl(srtcp));
    assertEquals(2, ends.server.rejected(SrtpRejection.REPLAYED));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void letsLatePacketsInUntilTheWindowHasPassed(SrtpProfile profile) throws Exception {
    Ends ends = new Ends(profile);
    byte[][] srtp = new byte[66][];
    for (int i = 0; i < srtp.length; i++) {
      srtp[i] = ends.protect(rtp(SSRC, 1000 + i));
    }
    ends.reveal(srtp[0]);
    ends.reveal(srtp[65]);
    assertRejected(SrtpRejection.TOO_OLD, () -> ends.reveal(srtp[1]));
    ends.reveal(srtp[2]);
    assertRejected(SrtpRejection.REPLAYED, () -> ends.reveal(srtp[2]));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void followsTheRolloverThroughThreeWrapsWithLossAndReordering(SrtpProfile profile)
      throws Exception {
    Ends ends = new Ends(profile);
    Random random = new Random(65536);
    byte[] held = null;
    for (int index = 65_000; index < 3 * 65_536 + 500; index++) {
      byte[] srtp = ends.protect(rtp(SSRC, index & 0xffff));
      boolean nearWrap = (index & 0xffff) < 40 || (index & 0xffff) > 65_496;
      if (!nearWrap && index % 37 != 0) {
        continue; // lost: only some packets arrive, all of them around each wrap
      }
      if (held == null && random.nextInt(4) == 0) {
        held = srtp;
        continue;
      }
      ends.reveal(srtp);
      if (held != null) {
        ends.reveal(held);
        held = null;
      }
    }
    assertEquals(0, ends.server.rejected(SrtpRejection.FORGED));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void aFloodOfForgedSourcesLeavesNoTrace(SrtpProfile profile) throws Exception {
    Ends ends = new Ends(profile);
    Ends stranger = new Ends(profile, 99);
    byte[] flood = stranger.protect(rtp(1, 1));
    for (int ssrc = 2; ssrc < 10_000; ssrc++) {
      ByteBuffer.wrap(flood).putInt(8, ssrc);
      byte[] packet = flood.clone();
      assertRejected(SrtpRejection.FORGED, () -> ends.reveal(packet));
    }
    for (int ssrc = 1; ssrc <= SrtpSession.MAX_SOURCES; ssrc++) {
      assertArrayEquals(rtp(ssrc, 7), ends.reveal(ends.protect(rtp(ssrc, 7))));
    }
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void keepsABoundedNumberOfAuthenticSources(SrtpProfile profile) throws Exception {
    byte[] keys = new byte[profile.keyingMaterialLength()];
    SrtpSession server = SrtpSession.of(profile, DtlsRole.SERVER, keys);
    for (int ssrc = 0; ssrc < SrtpSession.MAX_SOURCES; ssrc++) {
      byte[] srtp = fromAFreshClient(profile, rtp(ssrc, 7));
      server.unprotect(srtp, 0, srtp.length);
    }
    byte[] one = fromAFreshClient(profile, rtp(77_777, 7));
    assertRejected(SrtpRejection.TOO_MANY_SOURCES, () -> server.unprotect(one, 0, one.length));
    byte[] known = fromAFreshClient(profile, rtp(3, 8));
    assertEquals(LENGTH, server.unprotect(known, 0, known.length));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void aSourceThatFellSilentMakesRoomForANewOne(SrtpProfile profile) throws Exception {
    byte[] keys = new byte[profile.keyingMaterialLength()];
    SrtpSession server = SrtpSession.of(profile, DtlsRole.SERVER, keys);
    SrtpSession talker = SrtpSession.of(profile, DtlsRole.CLIENT, keys);
    for (int ssrc = 0; ssrc < SrtpSession.MAX_SOURCES; ssrc++) {
      byte[] srtp = fromAFreshClient(profile, rtp(ssrc, 7));
      server.unprotect(srtp, 0, srtp.length);
    }
    for (int number = 8; number < 8 + SrtpSession.IDLE_PACKETS; number++) {
      byte[] packet = Arrays.copyOf(rtp(5, number), LENGTH + SrtpSession.MAX_OVERHEAD);
      server.unprotect(packet, 0, talker.protect(packet, 0, LENGTH));
    }
    for (int ssrc = 1000; ssrc < 1000 + SrtpSession.MAX_SOURCES - 1; ssrc++) {
      byte[] fresh = fromAFreshClient(profile, rtp(ssrc, 7));
      assertEquals(LENGTH, server.unprotect(fresh.clone(), 0, fresh.length));
      assertRejected(
          SrtpRejection.REPLAYED, () -> server.unprotect(fresh.clone(), 0, fresh.length));
    }
    byte[] tooMany = fromAFreshClient(profile, rtp(2000, 7));
    assertRejected(
        SrtpRejection.TOO_MANY_SOURCES, () -> server.unprotect(tooMany, 0, tooMany.length));
    byte[] replay = fromAFreshClient(profile, rtp(5, 1000));
    assertRejected(SrtpRejection.REPLAYED, () -> server.unprotect(replay, 0, replay.length));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void noKeyOutlivesItsNumberOfPackets(SrtpProfile profile) throws Exception {
    SrtpSession sender =
        SrtpSession.shortLived(profile, new KeyLifetime(3, 2), new KeyLifetime(0, 0));
    SrtpSession receiver =
        SrtpSession.shortLived(profile, new KeyLifetime(0, 0), new KeyLifetime(2, 1));
    for (int ssrc = 1; ssrc <= 3; ssrc++) {
      byte[] packet = Arrays.copyOf(rtp(ssrc, 1), LENGTH + SrtpSession.MAX_OVERHEAD);
      int length = sender.protect(packet, 0, LENGTH);
      if (ssrc <= 2) {
        assertEquals(LENGTH, receiver.unprotect(packet, 0, length));
      } else {
        assertRejected(SrtpRejection.KEY_USED_UP, () -> receiver.unprotect(packet, 0, length));
      }
    }
    for (int i = 1; i <= 2; i++) {
      byte[] packet = Arrays.copyOf(rtcp(SSRC), 28 + SrtpSession.MAX_OVERHEAD);
      int length = sender.protectControl(packet, 0, 28);
      if (i == 1) {
        assertEquals(28, receiver.unprotectControl(packet, 0, length));
      } else {
        assertRejected(
            SrtpRejection.KEY_USED_UP, () -> receiver.unprotectControl(packet, 0, length));
      }
    }
    byte[] more = Arrays.copyOf(rtp(4, 1), LENGTH + SrtpSession.MAX_OVERHEAD);
    assertThrows(IllegalStateException.class, () -> sender.protect(more, 0, LENGTH));
    assertThrows(IllegalStateException.class, () -> sender.protectControl(more, 0, 28));
    assertEquals(2, receiver.rejected(SrtpRejection.KEY_USED_UP));
  }

  /** RFC 3711 §9.2: of both 2^48 SRTP and 2^31 SRTCP packets. */
  @Test
  void aKeyLivesAsLongAsTheRfcPermits() {
    assertEquals(281_474_976_710_656L, KeyLifetime.MAX_RTP);
    assertEquals(2_147_483_648L, KeyLifetime.MAX_RTCP);
  }

  @Test
  void refusesToProtectMoreSourcesThanItKeeps() {
    Ends ends = new Ends(SrtpProfile.AEAD_AES_128_GCM);
    for (int ssrc = 0; ssrc < SrtpSession.MAX_SOURCES; ssrc++) {
      ends.protect(rtp(ssrc, 7));
      ends.protectControl(rtcp(ssrc));
    }
    assertThrows(IllegalStateException.class, () -> ends.protect(rtp(77_777, 7)));
    assertThrows(IllegalStateException.class, () -> ends.protectControl(rtcp(77_777)));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void rejectsControlThatClaimsNotToBeEncrypted(SrtpProfile profile) throws Exception {
    Ends ends = new Ends(profile);
    byte[] srtcp = ends.protectControl(rtcp(SSRC));
    boolean indexIsLast = profile != SrtpProfile.AES128_CM_HMAC_SHA1_80;
    srtcp[srtcp.length - (indexIsLast ? 4 : 14)] &= 0x7f;
    assertRejected(SrtpRejection.UNENCRYPTED, () -> ends.revealControl(srtcp));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void refusesToUseAnIndexTwice(SrtpProfile profile) {
    Ends ends = new Ends(profile);
    ends.protect(rtp(SSRC, 1));
    assertThrows(IllegalArgumentException.class, () -> ends.protect(rtp(SSRC, 1)));
  }

  @Test
  void refusesWhatIsNotAPacketOrHasNoRoom() {
    Ends ends = new Ends(SrtpProfile.AEAD_AES_128_GCM);
    byte[] noRoom = rtp(SSRC, 1);
    assertThrows(
        IllegalArgumentException.class, () -> ends.client.protect(noRoom, 0, noRoom.length));
    assertThrows(IllegalArgumentException.class, () -> ends.protect(new byte[11]));
    assertThrows(IllegalArgumentException.class, () -> ends.protect(new byte[LENGTH]));
    byte[] extensionBeyondTheEnd = rtp(SSRC, 1);
    extensionBeyondTheEnd[0] |= 0x10;
    extensionBeyondTheEnd[15] = 100;
    assertThrows(IllegalArgumentException.class, () -> ends.protect(extensionBeyondTheEnd));
    assertThrows(IllegalArgumentException.class, () -> ends.protectControl(new byte[7]));
    assertThrows(
        IndexOutOfBoundsException.class, () -> ends.client.unprotect(new byte[20], 10, 11));
  }

  @Test
  void refusesKeyingMaterialOfTheWrongLength() {
    assertThrows(
        IllegalArgumentException.class,
        () -> SrtpSession.of(SrtpProfile.AEAD_AES_256_GCM, DtlsRole.CLIENT, new byte[56]));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void onlyEverRejectsNoise(SrtpProfile profile) {
    long seed = System.nanoTime();
    System.out.println("seed of the noise: " + seed);
    Random random = new Random(seed);
    SrtpSession session = new Ends(profile).server;
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(120)];
      random.nextBytes(noise);
      if (noise.length > 0 && random.nextBoolean()) {
        noise[0] = (byte) (0x80 | random.nextInt(0x40));
      }
      assertThrows(
          SrtpRejectedException.class, () -> session.unprotect(noise.clone(), 0, noise.length));
      assertThrows(
          SrtpRejectedException.class,
          () -> session.unprotectControl(noise.clone(), 0, noise.length));
    }
  }

  private interface Attempt {
    Object run() throws SrtpRejectedException;
  }

  private static void assertRejected(SrtpRejection reason, Attempt attempt) {
    var rejected = assertThrows(SrtpRejectedException.class, attempt::run);
    assertEquals(reason, rejected.reason());
  }

  private static byte[] fromAFreshClient(SrtpProfile profile, byte[] packet) {
    byte[] keys = new byte[profile.keyingMaterialLength()];
    SrtpSession client = SrtpSession.of(profile, DtlsRole.CLIENT, keys);
    byte[] buffer = Arrays.copyOf(packet, packet.length + SrtpSession.MAX_OVERHEAD);
    return Arrays.copyOf(buffer, client.protect(buffer, 0, packet.length));
  }

  private static byte[] turned(byte[] packet, int bit) {
    byte[] turned = packet.clone();
    turned[bit / 8] ^= (byte) (1 << (bit % 8));
    return turned;
  }

  private static byte[] rtp(int ssrc, int sequenceNumber) {
    ByteBuffer packet = ByteBuffer.allocate(LENGTH);
    packet.put((byte) 0x80).put((byte) 96).putShort((short) sequenceNumber);
    packet.putInt(960 * sequenceNumber).putInt(ssrc);
    while (packet.hasRemaining()) {
      packet.put((byte) packet.position());
    }
    return packet.array();
  }

  private static byte[] rtcp(int ssrc) {
    ByteBuffer packet = ByteBuffer.allocate(28);
    packet.put((byte) 0x80).put((byte) 200).putShort((short) 6).putInt(ssrc);
    return packet.array();
  }

  /** A client that protects and a server that reveals. */
  private static final class Ends {
    final SrtpSession client;
    final SrtpSession server;

    Ends(SrtpProfile profile) {
      this(profile, 1);
    }

    Ends(SrtpProfile profile, long seed) {
      byte[] keys = new byte[profile.keyingMaterialLength()];
      new Random(seed).nextBytes(keys);
      client = SrtpSession.of(profile, DtlsRole.CLIENT, keys);
      server = SrtpSession.of(profile, DtlsRole.SERVER, keys);
    }

    byte[] protect(byte[] packet) {
      byte[] buffer = Arrays.copyOf(packet, packet.length + SrtpSession.MAX_OVERHEAD);
      return Arrays.copyOf(buffer, client.protect(buffer, 0, packet.length));
    }

    byte[] protectControl(byte[] packet) {
      byte[] buffer = Arrays.copyOf(packet, packet.length + SrtpSession.MAX_OVERHEAD);
      return Arrays.copyOf(buffer, client.protectControl(buffer, 0, packet.length));
    }

    byte[] reveal(byte[] srtp) throws SrtpRejectedException {
      byte[] buffer = srtp.clone();
      return Arrays.copyOf(buffer, server.unprotect(buffer, 0, buffer.length));
    }

    byte[] revealControl(byte[] srtcp) throws SrtpRejectedException {
      byte[] buffer = srtcp.clone();
      return Arrays.copyOf(buffer, server.unprotectControl(buffer, 0, buffer.length));
    }
  }
}
