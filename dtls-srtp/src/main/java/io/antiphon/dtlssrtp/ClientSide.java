package io.antiphon.dtlssrtp;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Our choices as the DTLS client (RFC 5764 §4.1, RFC 8827 §6.5). */
final class ClientSide extends DefaultTlsClient {
  private final Identity identity;
  private final HandshakeOutcome outcome;
  private final int resendMillis;

  ClientSide(Identity identity, HandshakeOutcome outcome, int resendMillis) {
    super(Credentials.CRYPTO);
    this.identity = identity;
    this.outcome = outcome;
    this.resendMillis = resendMillis;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  /** The second is for servers that still bring an RSA certificate. */
  @Override
  protected int[] getSupportedCipherSuites() {
    return new int[] {
      CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
      CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
    };
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
  @SuppressWarnings("NullAway") // null means that none is asked for
  protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
    return null;
  }

  @Override
  @SuppressWarnings("rawtypes") // Bouncy Castle's own
  public Hashtable getClientExtensions() throws IOException {
    Hashtable extensions = super.getClientExtensions();
    TlsSRTPUtils.addUseSRTPExtension(
        extensions, new UseSRTPData(outcome.offeredIds(), TlsUtils.EMPTY_BYTES));
    return extensions;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public void processServerExtensions(Hashtable serverExtensions) throws IOException {
    super.processServerExtensions(serverExtensions);
    outcome.chosen(
        serverExtensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(serverExtensions));
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
        outcome.verify(server.getCertificate());
      }

      @Override
      public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
        return Arrays.contains(request.getCertificateTypes(), ClientCertificateType.ecdsa_sign)
            ? Credentials.of(identity, context)
            : null;
      }
    };
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
