package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
  /** The example of RFC 8122 §5. */
  private static final String RFC_8122 =
      "sha-256 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:"
          + "E5:7C:AB:4A:AD";

  @Tag("vectors")
  @Test
  void readsAndWritesTheExampleOfRfc8122() throws Exception {
    Fingerprint fingerprint = Fingerprint.parse(RFC_8122);
    assertEquals("sha-256", fingerprint.algorithm());
    assertEquals(32, fingerprint.digest().remaining());
    assertEquals(RFC_8122, fingerprint.toString());
  }

  @Test
  void letterCaseDoesNotMatter() throws Exception {
    String upper = RFC_8122.replace("sha", "SHA");
    assertEquals(Fingerprint.parse(RFC_8122), Fingerprint.parse(upper));
    assertEquals(Fingerprint.parse(RFC_8122), Fingerprint.parse(RFC_8122.toLowerCase(Locale.ROOT)));
  }

  /** Digests of the three bytes "abc", FIPS 180-4's example. */
  @ParameterizedTest
  @CsvSource({"sha-256, BA:78:16:BF", "sha-384, CB:00:75:3F", "sha-512, DD:AF:35:A1"})
  void digestsWithTheNamedFunction(String algorithm, String beginning) {
    Fingerprint abc = Fingerprint.of(algorithm, ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}));
    assertTrue(abc.toString().startsWith(algorithm + " " + beginning), abc.toString());
    assertTrue(abc.matches(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'})));
    assertFalse(abc.matches(ByteBuffer.wrap(new byte[] {'a', 'b', 'd'})));
  }

  @Test
  void sha1IsReadButNeverBelieved() throws Exception {
    Fingerprint sha1 =
        Fingerprint.parse("sha-1 A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D");
    assertFalse(sha1.isSupported());
    assertFalse(sha1.matches(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'})));
    assertThrows(
        IllegalArgumentException.class, () -> Fingerprint.of("sha-1", ByteBuffer.allocate(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha-256",
        "sha-256 ",
        "sha-256  12:DF",
        "sha-256 12:DF",
        "sha-256 12DF",
        "sha-512 12:DF:3E:5D:49:6B:19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19"
            + ":E5:7C:AB:4A:AD",
        "sha 256 12:DF",
        "sha_256 12:DF",
        "unheard-of ",
        "unheard-of 1:2",
        "unheard-of GG"
      })
  void refusesWhatIsNotAFingerprint(String value) {
    assertThrows(FingerprintFormatException.class, () -> Fingerprint.parse(value));
  }

  @Test
  void ofSeveralHashFunctionsOnlyTheStrongestCounts() throws Exception {
    ByteBuffer certificate = DtlsPair.ALICE.certificate();
    Fingerprint right = Fingerprint.of("sha-256", certificate);
    Fingerprint wrong = Fingerprint.of("sha-512", ByteBuffer.allocate(3));
    Fingerprint unknown = Fingerprint.parse("md5 " + "00:".repeat(15) + "00");
    assertEquals(List.of(wrong), HandshakeOutcome.strongest(List.of(right, wrong, unknown)));
    assertEquals(List.of(right), HandshakeOutcome.strongest(List.of(unknown, right)));
    assertEquals(List.of(), HandshakeOutcome.strongest(List.of(unknown)));
  }

  @Test
  void onlyEverThrowsItsOwnExceptionOnNoise() {
    long seed = System.nanoTime();
    System.out.println("seed of the noise: " + seed);
    Random random = new Random(seed);
    String alphabet = "sha-125684 ABCDEFabcdef0123456789::::\u00e9\n";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder noise = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Fingerprint parsed = Fingerprint.parse(noise.toString());
        assertEquals(parsed, Fingerprint.parse(parsed.toString()));
      } catch (FingerprintFormatException e) {
        assertTrue(e.getMessage().contains(noise), e.getMessage());
      }
    }
  }
}
