package io.antiphon.dtlssrtp;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.jspecify.annotations.Nullable;

/** Reads an {@link Identity} from PEM (RFC 7468). */
final class IdentityFiles {
  private IdentityFiles() {}

  static Identity load(Path certificate, Path privateKey, Instant now) throws IOException {
    List<X509CertificateHolder> chain = readChain(certificate);
    ECPrivateKeyParameters key = readKey(privateKey);
    X509CertificateHolder own = chain.get(0);
    if (!belong(key, PublicKeyFactory.createKey(own.getSubjectPublicKeyInfo()))) {
      throw new IOException(privateKey + " is not the key of " + certificate);
    }
    Instant expires = own.getNotAfter().toInstant();
    if (now.isAfter(expires)) {
      throw new IOException(certificate + " has expired, at " + expires);
    }
    if (now.isBefore(own.getNotBefore().toInstant())) {
      throw new IOException(certificate + " is not good before " + own.getNotBefore().toInstant());
    }
    List<byte[]> encoded = new ArrayList<>();
    for (X509CertificateHolder each : chain) {
      encoded.add(each.getEncoded());
    }
    return new Identity(key, encoded, expires);
  }

  private static List<X509CertificateHolder> readChain(Path file) throws IOException {
    List<X509CertificateHolder> chain = new ArrayList<>();
    for (Object each : read(file)) {
      if (each instanceof X509CertificateHolder holder) {
        chain.add(holder);
      }
    }
    if (chain.isEmpty()) {
      throw new IOException(file + " holds no certificate in PEM");
    }
    return chain;
  }

  private static ECPrivateKeyParameters readKey(Path file) throws IOException {
    for (Object each : read(file)) {
      PrivateKeyInfo info =
          each instanceof PEMKeyPair pair
              ? pair.getPrivateKeyInfo()
              : each instanceof PrivateKeyInfo pkcs8 ? pkcs8 : null;
      if (info != null) {
        if (PrivateKeyFactory.createKey(info) instanceof ECPrivateKeyParameters key) {
          return key;
        }
        throw new IOException(file + " holds a key that is not on an elliptic curve (ECDSA)");
      }
    }
    throw new IOException(file + " holds no private key in PEM that is not encrypted");
  }

  private static List<Object> read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        PEMParser parser = new PEMParser(reader)) {
      List<Object> objects = new ArrayList<>();
      for (Object next = next(parser); next != null; next = next(parser)) {
        objects.add(next);
      }
      return objects;
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    } catch (IOException | RuntimeException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("NullAway") // null at the end
  private static @Nullable Object next(PEMParser parser) throws IOException {
    return parser.readObject();
  }

  private static boolean belong(ECPrivateKeyParameters own, AsymmetricKeyParameter other) {
    return other instanceof ECPublicKeyParameters known
        && known.getParameters().getCurve().equals(own.getParameters().getCurve())
        && Arrays.equals(
            own.getParameters().getG().multiply(own.getD()).normalize().getEncoded(true),
            known.getQ().normalize().getEncoded(true));
  }
}
