package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final Identity identity = Identity.generate(new SecureRandom(), NOW);

  @Test
  void isAP256CertificateSignedByItself() throws Exception {
    X509Certificate certificate = read(identity);
    ECPublicKey key = (ECPublicKey) certificate.getPublicKey();
    assertEquals(256, key.getParams().getOrder().bitLength());
    certificate.verify(key);
    assertEquals("SHA256withECDSA", certificate.getSigAlgName());
    assertEquals(certificate.getSubjectX500Principal(), certificate.getIssuerX500Principal());
  }

  @Test
  void isGoodForThirtyDaysAndForClocksThatAreADayBehind() throws Exception {
    X509Certificate certificate = read(identity);
    assertEquals(NOW.minus(Duration.ofDays(1)), certificate.getNotBefore().toInstant());
    assertEquals(NOW.plus(Duration.ofDays(30)), certificate.getNotAfter().toInstant());
    assertEquals(NOW.plus(Duration.ofDays(30)), identity.expires());
  }

  @Test
  void hasTheFingerprintsOfItsCertificate() {
    assertEquals("sha-256", identity.fingerprint().algorithm());
    assertEquals(3, identity.fingerprints().size());
    ByteBuffer certificate = identity.certificate();
    assertTrue(identity.fingerprints().stream().allMatch(f -> f.matches(certificate)));
  }

  @Test
  void twoIdentitiesHaveNothingInCommon() throws Exception {
    X509Certificate one = read(identity);
    X509Certificate other = read(Identity.generate(new SecureRandom(), NOW));
    assertNotEquals(one.getPublicKey(), other.getPublicKey());
    assertNotEquals(one.getSerialNumber(), other.getSerialNumber());
    assertNotEquals(one.getSubjectX500Principal(), other.getSubjectX500Principal());
  }

  private static X509Certificate read(Identity identity) throws Exception {
    byte[] der = new byte[identity.certificate().remaining()];
    identity.certificate().get(der);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
