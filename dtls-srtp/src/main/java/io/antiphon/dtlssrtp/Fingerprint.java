package io.antiphon.dtlssrtp;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The digest of a certificate, as SDP carries it (RFC 8122 §5): {@code sha-256 AB:CD:…}.
 *
 * <p>Any hash function can be written and read, but only sha-256, sha-384 and sha-512 ever match: a
 * certificate is not believed on the word of sha-1 or md5.
 *
 * @param algorithm the hash function's name, in lower case
 * @param digest the digest's bytes, read-only
 */
public record Fingerprint(String algorithm, ByteBuffer digest) {
  /** What we can compute, the strongest first. */
  static final List<String> SUPPORTED = List.of("sha-512", "sha-384", "sha-256");

  private static final HexFormat SDP_HEX = HexFormat.ofDelimiter(":").withUpperCase();

  /** Keeps a copy of the digest, and the name in lower case. */
  public Fingerprint {
    if (!algorithm.matches("[A-Za-z0-9-]{1,32}")) {
      throw new IllegalArgumentException("not the name of a hash function: " + algorithm);
    }
    algorithm = algorithm.toLowerCase(Locale.ROOT);
    byte[] copy = new byte[digest.remaining()];
    digest.duplicate().get(copy);
    digest = ByteBuffer.wrap(copy).asReadOnlyBuffer();
  }

  /** The digest from its first byte to its last; position and limit belong to the caller. */
  @Override
  public ByteBuffer digest() {
    return digest.duplicate();
  }

  /**
   * Reads the value of an {@code a=fingerprint} attribute.
   *
   * <p>RFC 8122 writes the digits in upper case; lower case is understood too.
   *
   * @throws FingerprintFormatException if it is not a hash function's name, a space, and pairs of
   *     hex digits with colons between them, as many as that function yields
   */
  public static Fingerprint parse(String value) throws FingerprintFormatException {
    String[] parts = value.strip().split(" ", -1);
    if (parts.length != 2 || !parts[0].matches("[A-Za-z0-9-]{1,32}")) {
      throw new FingerprintFormatException("not a hash function and a digest: " + value);
    }
    byte[] digest;
    try {
      digest = SDP_HEX.parseHex(parts[1]);
    } catch (IllegalArgumentException e) {
      throw new FingerprintFormatException("not pairs of hex digits between colons: " + value);
    }
    Fingerprint fingerprint = new Fingerprint(parts[0], ByteBuffer.wrap(digest));
    int length = digestLength(fingerprint.algorithm);
    if (digest.length == 0 || (length != 0 && digest.length != length)) {
      throw new FingerprintFormatException(
          fingerprint.algorithm + " does not yield " + digest.length + " bytes: " + value);
    }
    return fingerprint;
  }

  /**
   * Digests a certificate.
   *
   * @param algorithm sha-256, sha-384 or sha-512
   * @param certificate its DER encoding, from position to limit; only read
   * @throws IllegalArgumentException for another algorithm
   */
  public static Fingerprint of(String algorithm, ByteBuffer certificate) {
    String name = algorithm.toLowerCase(Locale.ROOT);
    if (!SUPPORTED.contains(name)) {
      throw new IllegalArgumentException(
          "not a hash function we digest certificates with: " + name);
    }
    try {
      MessageDigest hash = MessageDigest.getInstance(name.toUpperCase(Locale.ROOT));
      hash.update(certificate.duplicate());
      return new Fingerprint(name, ByteBuffer.wrap(hash.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no " + name, e);
    }
  }

  /** Whether certificates can be held against it: sha-256, sha-384 or sha-512. */
  public boolean isSupported() {
    return SUPPORTED.contains(algorithm);
  }

  /**
   * Whether that certificate has this fingerprint; never so if the hash function is not supported.
   *
   * @param certificate its DER encoding, from position to limit; only read
   */
  public boolean matches(ByteBuffer certificate) {
    return isSupported() && equals(of(algorithm, certificate));
  }

  /** The value of the {@code a=fingerprint} attribute. */
  @Override
  public String toString() {
    byte[] bytes = new byte[digest.remaining()];
    digest().get(bytes);
    return algorithm + " " + SDP_HEX.formatHex(bytes);
  }

  private static int digestLength(String algorithm) {
    return switch (algorithm) {
      case "sha-1" -> 20;
      case "sha-224" -> 28;
      case "sha-256" -> 32;
      case "sha-384" -> 48;
      case "sha-512" -> 64;
      case "md2", "md5" -> 16;
      default -> 0;
    };
  }
}
