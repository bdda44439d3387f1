package io.antiphon.dtlssrtp;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;

/** Our choices as the DTLS server (RFC 5764 §4.1, RFC 8827 §6.5). */
final class ServerSide extends DefaultTlsServer {
  private final Identity identity;
  private final HandshakeOutcome outcome;
  private final int resendMillis;

  ServerSide(Identity identity, HandshakeOutcome outcome, int resendMillis) {
    super(Credentials.CRYPTO);
    this.identity = identity;
    this.outcome = outcome;
    this.resendMillis = resendMillis;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return resendMillis;
  }

  @Override
  public boolean requiresExtendedMasterSecret() {
    return true; // Bouncy Castle exports no keys without it (RFC 7627 §5.4)
  }

  /** The fingerprint vouches for the certificate, whatever it was signed with. */
  @Override
  public boolean shouldCheckSigAlgOfPeerCerts() {
    return false;
  }

  @Override
  public TlsCredentials getCredentials() {
    return getECDSASignerCredentials();
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() {
    return Credentials.of(identity, context);
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
        TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
        null);
  }

  @Override
  @SuppressWarnings("rawtypes") // Bouncy Castle's own
  public void processClientExtensions(Hashtable clientExtensions) throws IOException {
    super.processClientExtensions(clientExtensions);
    outcome.choose(TlsSRTPUtils.getUseSRTPExtension(clientExtensions));
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    TlsSRTPUtils.addUseSRTPExtension(extensions, outcome.choice());
    return extensions;
  }

  @Override
  public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
    outcome.verify(clientCertificate);
  }

  @Override
  public void notifyAlertReceived(short level, short description) {
    outcome.alertReceived(description);
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    outcome.complete(context);
  }
}
