package io.antiphon.dtlssrtp;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** An {@link Identity} in the shape that Bouncy Castle signs with. */
final class Credentials {
  /** Faster than the JDK's provider in this role by a factor of three, and safe to share. */
  static final BcTlsCrypto CRYPTO = new BcTlsCrypto(new SecureRandom());

  private static final SignatureAndHashAlgorithm ECDSA_SHA256 =
      SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

  private Credentials() {}

  static TlsCredentialedSigner of(Identity identity, TlsContext context) {
    try {
      TlsCertificate[] chain = new TlsCertificate[identity.chain().size()];
      for (int i = 0; i < chain.length; i++) {
        chain[i] = new BcTlsCertificate(CRYPTO, identity.chain().get(i));
      }
      return new BcDefaultTlsCredentialedSigner(
          new TlsCryptoParameters(context),
          CRYPTO,
          identity.privateKey(),
          new Certificate(chain),
          ECDSA_SHA256);
    } catch (IOException e) {
      throw new IllegalStateException("our own certificate cannot be read", e);
    }
  }
}
