package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.antiphon.testvectors.Vectors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Published bytes. Those that begin at master keys go through {@link SrtpSession} whole; those that
 * begin at session keys (RFC 7714) go through {@link ReferenceSrtp}, and it is then the measure.
 */
@Tag("vectors")
class SrtpVectorsTest {
  @ParameterizedTest
  @CsvSource({
    "libsrtp-aes-cm-hmac-sha1-80, AES128_CM_HMAC_SHA1_80",
    "libsrtp-aes-128-gcm, AEAD_AES_128_GCM"
  })
  void protectsAndRevealsPublishedPackets(String file, SrtpProfile profile) throws Exception {
    List<byte[]> vector = read(file);
    SrtpSession session = session(profile, vector.get(0), vector.get(1));
    assertArrayEquals(vector.get(3), protect(session, vector.get(2)));
    assertArrayEquals(vector.get(2), unprotect(session, vector.get(3)));

    byte[] indexZero = protectControl(session, vector.get(4));
    assertArrayEquals(vector.get(5), protectControl(session, vector.get(4)));
    assertArrayEquals(vector.get(4), unprotectControl(session, indexZero));
    assertArrayEquals(vector.get(4), unprotectControl(session, vector.get(5)));
  }

  @Test
  void theReferenceMakesTheKeyStreamOfRfc3711() throws Exception {
    List<byte[]> vector = read("rfc3711-b.2-aes-cm");
    assertArrayEquals(
        vector.get(2), ReferenceSrtp.keyStream(vector.get(0), vector.get(1), vector.get(2).length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rfc3711-b.3-key-derivation", "rfc6188-7.2-key-derivation-256"})
  void theReferenceDerivesTheKeysOfTheRfcs(String file) throws Exception {
    List<byte[]> vector = read(file);
    byte[] key = vector.get(0);
    byte[] salt = vector.get(1);
    assertArrayEquals(vector.get(2), ReferenceSrtp.derive(key, salt, 0, vector.get(2).length));
    assertArrayEquals(vector.get(3), ReferenceSrtp.derive(key, salt, 2, vector.get(3).length));
    assertArrayEquals(vector.get(4), ReferenceSrtp.derive(key, salt, 1, vector.get(4).length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rfc7714-16.1-srtp-aes-128-gcm", "rfc7714-16.2-srtp-aes-256-gcm"})
  void theReferenceProtectsRtpAsRfc7714Does(String file) throws Exception {
    List<byte[]> vector = read(file);
    assertArrayEquals(
        vector.get(3), ReferenceSrtp.gcm(vector.get(0), vector.get(1), vector.get(2), 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rfc7714-17.1-srtcp-aes-128-gcm", "rfc7714-17.2-srtcp-aes-256-gcm"})
  void theReferenceProtectsRtcpAsRfc7714Does(String file) throws Exception {
    List<byte[]> vector = read(file);
    assertArrayEquals(
        vector.get(3),
        ReferenceSrtp.gcmControl(vector.get(0), vector.get(1), vector.get(2), 0x5d4));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void protectsAsTheReferenceDoesAcrossARollover(SrtpProfile profile) throws Exception {
    Random random = new Random(7714);
    byte[] masterKey = bytes(random, profile.keyLength());
    byte[] masterSalt = bytes(random, profile.saltLength());
    byte[] key = ReferenceSrtp.derive(masterKey, masterSalt, 0, profile.keyLength());
    byte[] salt = ReferenceSrtp.derive(masterKey, masterSalt, 2, profile.saltLength());
    byte[] authKey = ReferenceSrtp.derive(masterKey, masterSalt, 1, 20);
    SrtpSession session = session(profile, masterKey, masterSalt);
    for (int index = 0xfff0; index < 0x10010; index++) {
      byte[] rtp = rtp(random, index & 0xffff);
      int roc = index >> 16;
      byte[] expected =
          profile == SrtpProfile.AES128_CM_HMAC_SHA1_80
              ? ReferenceSrtp.counterMode(key, salt, authKey, rtp, roc)
              : ReferenceSrtp.gcm(key, salt, rtp, roc);
      assertArrayEquals(expected, protect(session, rtp), "index " + index);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AEAD_AES_128_GCM", "AEAD_AES_256_GCM"})
  void protectsControlAsTheReferenceDoes(SrtpProfile profile) throws Exception {
    Random random = new Random(3711);
    byte[] masterKey = bytes(random, profile.keyLength());
    byte[] masterSalt = bytes(random, profile.saltLength());
    byte[] key = ReferenceSrtp.derive(masterKey, masterSalt, 3, profile.keyLength());
    byte[] salt = ReferenceSrtp.derive(masterKey, masterSalt, 5, profile.saltLength());
    SrtpSession session = session(profile, masterKey, masterSalt);
    byte[] rtcp = read("rfc7714-17.1-srtcp-aes-128-gcm").get(2);
    for (int index = 0; index < 5; index++) {
      assertArrayEquals(
          ReferenceSrtp.gcmControl(key, salt, rtcp, index), protectControl(session, rtcp));
    }
  }

  @Test
  void profilesHaveTheNumbersOfTheRegistry() {
    assertEquals(1, SrtpProfile.AES128_CM_HMAC_SHA1_80.id());
    assertEquals(7, SrtpProfile.AEAD_AES_128_GCM.id());
    assertEquals(8, SrtpProfile.AEAD_AES_256_GCM.id());
    assertEquals(60, SrtpProfile.AES128_CM_HMAC_SHA1_80.keyingMaterialLength());
    assertEquals(56, SrtpProfile.AEAD_AES_128_GCM.keyingMaterialLength());
    assertEquals(88, SrtpProfile.AEAD_AES_256_GCM.keyingMaterialLength());
  }

  private static List<byte[]> read(String file) {
    return Vectors.hex("srtp/" + file).packets().map(ByteBuffer::array).toList();
  }

  private static SrtpSession session(SrtpProfile profile, byte[] key, byte[] salt) {
    return SrtpSession.of(profile, key, salt, key, salt);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] rtp(Random random, int sequenceNumber) {
    byte[] rtp = bytes(random, 12 + random.nextInt(200));
    ByteBuffer.wrap(rtp)
        .put((byte) 0x80)
        .put((byte) 96)
        .putShort((short) sequenceNumber)
        .putInt(960 * sequenceNumber)
        .putInt(0xcafebabe);
    return rtp;
  }

  private static byte[] protect(SrtpSession session, byte[] rtp) {
    byte[] buffer = Arrays.copyOf(rtp, rtp.length + SrtpSession.MAX_OVERHEAD);
    return Arrays.copyOf(buffer, session.protect(buffer, 0, rtp.length));
  }

  private static byte[] protectControl(SrtpSession session, byte[] rtcp) {
    byte[] buffer = Arrays.copyOf(rtcp, rtcp.length + SrtpSession.MAX_OVERHEAD);
    return Arrays.copyOf(buffer, session.protectControl(buffer, 0, rtcp.length));
  }

  private static byte[] unprotect(SrtpSession session, byte[] srtp) throws Exception {
    byte[] buffer = srtp.clone();
    return Arrays.copyOf(buffer, session.unprotect(buffer, 0, buffer.length));
  }

  private static byte[] unprotectControl(SrtpSession session, byte[] srtcp) throws Exception {
    byte[] buffer = srtcp.clone();
    return Arrays.copyOf(buffer, session.unprotectControl(buffer, 0, buffer.length));
  }
}
