package io.antiphon.dtlssrtp;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.bc.BcX509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;

/**
 * Our certificate and its private key: made here, ECDSA on P-256 and signed by itself (RFC 8827
 * §6.5), or read from files.
 *
 * <p>Nobody is meant to trust the certificate for what it says; its fingerprint, which travels in
 * the session description, is what binds it to the signalling. One identity may serve any number of
 * handshakes, from any thread; the names in a generated one are random, so that two cannot be
 * linked.
 */
public final class Identity {
  /** The longest life that a browser gives to a certificate by default (W3C WebRTC §4.9). */
  private static final Duration VALIDITY = Duration.ofDays(30);

  /** Other people's clocks are wrong. */
  private static final Duration LEEWAY = Duration.ofDays(1);

  private final AsymmetricKeyParameter privateKey;
  private final List<byte[]> chain;
  private final Instant expires;
  private final List<Fingerprint> fingerprints;

  Identity(AsymmetricKeyParameter privateKey, List<byte[]> chain, Instant expires) {
    this.privateKey = privateKey;
    this.chain = List.copyOf(chain);
    this.expires = expires;
    this.fingerprints =
        List.of("sha-256", "sha-384", "sha-512").stream()
            .map(algorithm -> Fingerprint.of(algorithm, certificate()))
            .toList();
  }

  /** A new key, in a certificate that is good for 30 days from now. */
  public static Identity generate() {
    return generate(new SecureRandom(), Instant.now());
  }

  /**
   * A new key, in a certificate that is good for 30 days.
   *
   * @param random where key, serial number and name come from
   * @param now the wall-clock time that its life begins at
   */
  public static Identity generate(SecureRandom random, Instant now) {
    AsymmetricCipherKeyPair keys = generateKeys(random);
    byte[] name = new byte[16];
    random.nextBytes(name);
    X500Name subject = new X500Name("CN=" + HexFormat.of().formatHex(name));
    Instant expires = now.plus(VALIDITY);
    BcX509v3CertificateBuilder builder;
    try {
      builder =
          new BcX509v3CertificateBuilder(
              subject,
              new BigInteger(64, random).setBit(64),
              Date.from(now.minus(LEEWAY)),
              Date.from(expires),
              subject,
              keys.getPublic());
      BcECContentSignerBuilder signer =
          new BcECContentSignerBuilder(
              new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
              new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256));
      signer.setSecureRandom(random);
      byte[] certificate = builder.build(signer.build(keys.getPrivate())).getEncoded();
      return new Identity(keys.getPrivate(), List.of(certificate), expires);
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  /**
   * A certificate and its key from files in PEM: to keep one fingerprint over many starts, or a
   * certificate that somebody signed.
   *
   * @param certificate the certificate, and behind it those that vouch for it, if any
   * @param privateKey its key, on an elliptic curve, in PKCS #8 or SEC 1 and not encrypted
   * @throws IOException naming the file and what is wrong: not readable, not PEM, another kind of
   *     key, a key that is not the certificate's, a certificate that has expired or is not yet good
   */
  public static Identity load(Path certificate, Path privateKey) throws IOException {
    return IdentityFiles.load(certificate, privateKey, Instant.now());
  }

  /** The sha-256 fingerprint, the one to signal. */
  public Fingerprint fingerprint() {
    return fingerprints.get(0);
  }

  /** The fingerprints by sha-256, sha-384 and sha-512, in that order. */
  public List<Fingerprint> fingerprints() {
    return fingerprints;
  }

  /** The certificate's DER encoding, read-only. */
  public ByteBuffer certificate() {
    return ByteBuffer.wrap(chain.get(0)).asReadOnlyBuffer();
  }

  /** When the certificate's life ends; make another in time. */
  public Instant expires() {
    return expires;
  }

  /** Our certificate, then those behind it; not to be written to. */
  List<byte[]> chain() {
    return chain;
  }

  AsymmetricKeyParameter privateKey() {
    return privateKey;
  }

  private static AsymmetricCipherKeyPair generateKeys(SecureRandom random) {
    ECNamedDomainParameters p256 =
        new ECNamedDomainParameters(
            SECObjectIdentifiers.secp256r1, NISTNamedCurves.getByName("P-256"));
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(new ECKeyGenerationParameters(p256, random));
    return generator.generateKeyPair();
  }
}
