package io.antiphon.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.testvectors.Vectors;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("vectors")
class StunMessageTest {
  private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";
  private static final TransactionId ID = new TransactionId(0xb7e7a701bc34d686L, 0xfa87dfae);

  private static StunMessage parse(byte[] bytes) throws StunFormatException {
    return StunMessage.parse(ByteBuffer.wrap(bytes));
  }

  private static byte[] vector(String name) {
    return Vectors.hex("stun/" + name).bytes();
  }

  @Test
  void readsTheSampleRequest() throws StunFormatException {
    StunMessage request = parse(vector("rfc5769-2.1-request"));
    assertTrue(request.isRequest());
    assertEquals(ID, request.transactionId());
    assertEquals("evtj:h6vY", request.username());
    assertEquals("evtj", StunFraming.localUfrag(ByteBuffer.wrap(vector("rfc5769-2.1-request"))));
    assertEquals(0x6e0001ffL, request.priority());
    assertEquals(IceRole.CONTROLLED, request.role());
    assertEquals(0x932ff9b151263b36L, request.tieBreaker());
    assertFalse(request.useCandidate());
    assertEquals(List.of(), request.unknownRequired());
    assertTrue(request.isSignedWith(new StunKey(PASSWORD)));
    assertFalse(request.isSignedWith(new StunKey("VOkJxbRl1RmTxUk/WvJxBu")));
  }

  @Test
  void readsTheSampleIpv4Response() throws StunFormatException {
    StunMessage response = parse(vector("rfc5769-2.2-ipv4-response"));
    assertTrue(response.isSuccess());
    assertEquals(ID, response.transactionId());
    assertEquals(new InetSocketAddress("192.0.2.1", 32853), response.mappedAddress());
    assertTrue(response.isSignedWith(new StunKey(PASSWORD)));
  }

  @Test
  void readsTheSampleIpv6Response() throws StunFormatException {
    StunMessage response = parse(vector("rfc5769-2.3-ipv6-response"));
    assertEquals(
        new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853),
        response.mappedAddress());
    assertTrue(response.isSignedWith(new StunKey(PASSWORD)));
  }

  @Test
  void readsTheSampleRequestWithLongTermCredentials()
      throws StunFormatException, NoSuchAlgorithmException {
    StunMessage request = parse(vector("rfc5769-2.4-long-term-request"));
    String user = "\u30de\u30c8\u30ea\u30c3\u30af\u30b9";
    assertEquals(user, request.username());
    byte[] key =
        MessageDigest.getInstance("MD5")
            .digest((user + ":example.org:TheMatrIX").getBytes(StandardCharsets.UTF_8));
    assertTrue(request.isSignedWith(new StunKey(key)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rfc5769-2.1-request",
        "rfc5769-2.2-ipv4-response",
        "rfc5769-2.3-ipv6-response",
        "rfc5769-2.4-long-term-request"
      })
  void noBitOfASampleCanBeTurnedWithoutNotice(String name) {
    byte[] bytes = vector(name);
    boolean fingerprint = !name.contains("long-term");
    StunKey key = new StunKey(PASSWORD);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] turned = bytes.clone();
      turned[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        boolean trusted = parse(turned).isSignedWith(key);
        // Turning the type of FINGERPRINT itself takes the seal off, but MESSAGE-INTEGRITY stays.
        boolean inFingerprintHeader = fingerprint && bit / 8 >= bytes.length - 8;
        assertFalse(trusted && !inFingerprintHeader, "bit " + bit);
      } catch (StunFormatException e) {
        assertTrue(e.getStackTrace().length == 0);
      }
    }
  }

  @Test
  void aWrongFingerprintIsRefused() {
    byte[] bytes = vector("rfc5769-2.1-request");
    bytes[bytes.length - 1] ^= 1;
    StunFormatException e = assertThrows(StunFormatException.class, () -> parse(bytes));
    assertTrue(String.valueOf(e.getMessage()).contains("FINGERPRINT"));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] bytes = vector("rfc5769-2.1-request");
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(StunFormatException.class, () -> parse(cut), "of " + length + " bytes");
    }
    assertThrows(
        StunFormatException.class, () -> parse(Arrays.copyOf(bytes, bytes.length + 4)), "trailer");
  }

  @Test
  void anAttributeThatRunsOverTheEndIsRefused() {
    byte[] bytes = vector("rfc5769-2.2-ipv4-response");
    bytes[23] = 127; // SOFTWARE claims more than there is
    assertThrows(StunFormatException.class, () -> parse(bytes));
    assertFalse(StunFraming.isWellFormed(ByteBuffer.wrap(bytes)));
  }

  @Test
  void anAttributeTooShortForItsTypeIsRefusedOrEmpty() {
    // PRIORITY of no bytes at the very end: ice4j would read past it.
    byte[] bytes = new byte[24];
    ByteBuffer.wrap(bytes).putShort((short) 1).putShort((short) 4).putInt(StunFraming.MAGIC_COOKIE);
    bytes[21] = 0x24;
    assertThrows(StunFormatException.class, () -> parse(bytes));
  }

  @Test
  void writesWhatItReads() throws StunFormatException {
    StunKey key = new StunKey(PASSWORD);
    ByteBuffer bytes =
        StunWriter.request(ID)
            .username("remote:us")
            .priority(1_862_270_975L)
            .role(IceRole.CONTROLLING, -2)
            .useCandidate()
            .sign(key);
    assertEquals(0x8028, bytes.getShort(bytes.limit() - 8) & 0xffff, "FINGERPRINT is the last");
    assertEquals(0x0008, bytes.getShort(bytes.limit() - 32) & 0xffff, "the HMAC before it");
    StunMessage request = StunMessage.parse(bytes);
    assertEquals("remote:us", request.username());
    assertEquals(1_862_270_975L, request.priority());
    assertEquals(IceRole.CONTROLLING, request.role());
    assertEquals(-2, request.tieBreaker());
    assertTrue(request.useCandidate());
    assertTrue(request.isSignedWith(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::1"})
  void writesMappedAddresses(String ip) throws StunFormatException {
    InetSocketAddress address = new InetSocketAddress(ip, 65535);
    ByteBuffer bytes = StunWriter.success(ID).mappedAddress(address).sign(new StunKey(PASSWORD));
    assertEquals(address, StunMessage.parse(bytes).mappedAddress());
  }

  @Test
  void writesErrorsWithAnyLengthOfReason() throws StunFormatException {
    for (String reason : List.of("R", "Ro", "Rol", "Role", "Role Conflict")) {
      ByteBuffer bytes = StunWriter.error(ID, 487, reason).sign(new StunKey(PASSWORD));
      assertEquals(487, StunMessage.parse(bytes).errorCode());
    }
  }

  @Test
  void whatFollowsMessageIntegrityDoesNotCount() throws StunFormatException {
    ByteBuffer signed = StunWriter.request(ID).username("a:b").sign(new StunKey(PASSWORD));
    int length = signed.limit() - 8; // without FINGERPRINT
    ByteBuffer longer = ByteBuffer.allocate(length + 4);
    longer.put(signed.limit(length)).putInt(0x00250000).flip(); // USE-CANDIDATE
    longer.putShort(2, (short) (longer.limit() - 20));
    StunMessage request = StunMessage.parse(longer);
    assertTrue(request.isSignedWith(new StunKey(PASSWORD)));
    assertFalse(request.useCandidate());
  }

  @Test
  void unsignedIsNotSigned() throws StunFormatException {
    byte[] bytes = new byte[20];
    ByteBuffer.wrap(bytes).putShort((short) 1).putShort((short) 0).putInt(StunFraming.MAGIC_COOKIE);
    StunMessage request = parse(bytes);
    assertFalse(request.isSignedWith(new StunKey(PASSWORD)));
    assertNull(request.username());
    assertEquals(-1, request.priority());
    assertNull(request.role());
  }

  @Test
  void noiseIsRefusedInNoOtherWay() {
    long seed = System.nanoTime();
    System.out.println("StunMessageTest noise seed " + seed);
    Random random = new Random(seed);
    byte[] sample = vector("rfc5769-2.1-request");
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = i % 2 == 0 ? sample.clone() : new byte[4 * random.nextInt(40)];
      if (i % 2 != 0) {
        random.nextBytes(bytes);
        header(bytes);
      } else {
        for (int turns = random.nextInt(6); turns >= 0; turns--) {
          bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt();
        }
        bytes = Arrays.copyOf(bytes, 4 * random.nextInt(bytes.length / 4 + 1));
        header(bytes);
      }
      readEverything(bytes);
    }
  }

  /** So that the noise gets past the front door. */
  private static void header(byte[] bytes) {
    if (bytes.length >= 20) {
      ByteBuffer.wrap(bytes)
          .putShort((short) (bytes[0] % 2 == 0 ? 0x0001 : 0x0101))
          .putShort((short) (bytes.length - 20))
          .putInt(StunFraming.MAGIC_COOKIE);
    }
  }

  private static void readEverything(byte[] bytes) {
    try {
      StunMessage message = parse(bytes);
      String unused =
          message.username()
              + message.priority()
              + message.role()
              + message.tieBreaker()
              + message.mappedAddress()
              + message.errorCode()
              + message.unknownRequired();
      assertFalse(message.isSignedWith(new StunKey("another password of mine")));
    } catch (StunFormatException e) {
      assertEquals(0, e.getStackTrace().length);
    }
  }
}
