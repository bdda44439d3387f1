package io.antiphon.dtlssrtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/**
 * What the two roles of a handshake have in common: whom to believe, and what came of it. Filled in
 * by the thread of the handshake.
 */
final class HandshakeOutcome {
  private final List<Fingerprint> accepted;
  private final List<SrtpProfile> offered;
  private final @Nullable Consumer<String> keyLog;

  private @Nullable SrtpProfile profile;
  private byte @Nullable [] remoteCertificate;
  private byte @Nullable [] keyingMaterial;
  private String cipherSuite = "";
  private volatile @Nullable String refusal;
  private volatile @Nullable String alert;
  private volatile boolean closedByPeer;

  HandshakeOutcome(Collection<Fingerprint> signalled, DtlsConfig config) {
    this.accepted = strongest(signalled);
    this.offered = config.profiles();
    this.keyLog = config.keyLog();
  }

  /** Of several hash functions only the best one that we have counts (RFC 8122 §5). */
  static List<Fingerprint> strongest(Collection<Fingerprint> signalled) {
    for (String algorithm : Fingerprint.SUPPORTED) {
      List<Fingerprint> same =
          signalled.stream().filter(f -> f.algorithm().equals(algorithm)).toList();
      if (!same.isEmpty()) {
        return same;
      }
    }
    return List.of();
  }

  int[] offeredIds() {
    return offered.stream().mapToInt(SrtpProfile::id).toArray();
  }

  /** As the server: the first of our profiles that the client has too (RFC 5764 §4.1.1). */
  void choose(@Nullable UseSRTPData client) throws TlsFatalAlert {
    if (client == null) {
      throw refuse(AlertDescription.missing_extension, "the client does not offer use_srtp");
    }
    for (SrtpProfile candidate : offered) {
      for (int id : client.getProtectionProfiles()) {
        if (candidate.id() == id) {
          profile = candidate;
          return;
        }
      }
    }
    throw refuse(AlertDescription.handshake_failure, "no SRTP profile in common with the client");
  }

  /** As the client: the one profile that the server chose has to be one of ours. */
  void chosen(@Nullable UseSRTPData server) throws TlsFatalAlert {
    if (server == null || server.getProtectionProfiles().length != 1) {
      throw refuse(AlertDescription.handshake_failure, "the server did not choose an SRTP profile");
    }
    SrtpProfile choice = SrtpProfile.of(server.getProtectionProfiles()[0]);
    if (choice == null || !offered.contains(choice) || server.getMki().length != 0) {
      throw refuse(
          AlertDescription.illegal_parameter,
          "the server chose an SRTP profile or MKI that was not offered");
    }
    profile = choice;
  }

  UseSRTPData choice() {
    SrtpProfile chosen = profile;
    return new UseSRTPData(
        chosen == null ? new int[0] : new int[] {chosen.id()}, TlsUtils.EMPTY_BYTES);
  }

  /** Holds the other side's certificate against the fingerprints that were signalled. */
  void verify(@Nullable Certificate chain) throws IOException {
    if (chain == null || chain.isEmpty()) {
      throw refuse(AlertDescription.handshake_failure, "the other side presents no certificate");
    }
    byte[] der = chain.getCertificateAt(0).getEncoded();
    if (accepted.stream().noneMatch(fingerprint -> fingerprint.matches(ByteBuffer.wrap(der)))) {
      String algorithm = accepted.isEmpty() ? "sha-256" : accepted.get(0).algorithm();
      throw refuse(
          AlertDescription.bad_certificate,
          "the other side's certificate was not signalled: its fingerprint is "
              + Fingerprint.of(algorithm, ByteBuffer.wrap(der)));
    }
    remoteCertificate = der;
  }

  /** Exports the keys; Bouncy Castle does so only while it reports completion. */
  void complete(TlsContext context) throws TlsFatalAlert {
    SrtpProfile chosen = profile;
    if (chosen == null || remoteCertificate == null) {
      throw refuse(
          AlertDescription.internal_error, "the handshake skipped a certificate or use_srtp");
    }
    keyingMaterial =
        context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, chosen.keyingMaterialLength());
    SecurityParameters parameters = context.getSecurityParametersConnection();
    cipherSuite = nameOf(parameters.getCipherSuite());
    if (keyLog != null) {
      byte[] secret = context.getCrypto().adoptSecret(parameters.getMasterSecret()).extract();
      HexFormat hex = HexFormat.of();
      keyLog.accept(
          "CLIENT_RANDOM "
              + hex.formatHex(parameters.getClientRandom())
              + " "
              + hex.formatHex(secret));
    }
  }

  void alertReceived(short description) {
    if (description == AlertDescription.close_notify) {
      closedByPeer = true;
    } else {
      alert = AlertDescription.getText(description);
    }
  }

  boolean isClosedByPeer() {
    return closedByPeer;
  }

  /** Why there are no keys. */
  String reason(Exception cause) {
    String refused = refusal;
    String received = alert;
    if (refused != null) {
      return refused;
    }
    if (closedByPeer) {
      return "the other side closed during the handshake";
    }
    if (received != null) {
      return "the other side refuses: alert " + received;
    }
    return "the handshake broke off: " + cause.getMessage();
  }

  /** The end of it; takes the keys away from here. */
  DtlsEvent.Connected connected(DtlsRole role) {
    SrtpProfile chosen = profile;
    byte[] keys = keyingMaterial;
    byte[] certificate = remoteCertificate;
    if (chosen == null || keys == null || certificate == null) {
      throw new IllegalStateException("the handshake is not complete");
    }
    SrtpSession session = SrtpSession.of(chosen, role, keys);
    Arrays.fill(keys, (byte) 0);
    keyingMaterial = null;
    return new DtlsEvent.Connected(
        session, chosen, ByteBuffer.wrap(certificate).asReadOnlyBuffer(), cipherSuite, "DTLS 1.2");
  }

  private TlsFatalAlert refuse(short alertDescription, String reason) {
    refusal = reason;
    return new TlsFatalAlert(alertDescription, reason);
  }

  private static String nameOf(int cipherSuite) {
    return switch (cipherSuite) {
      case CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ->
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
      case CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 ->
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
      default -> String.format("0x%04X", cipherSuite);
    };
  }
}
