package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys from files, as OpenSSL writes them. */
class IdentityFilesTest {
  @TempDir static Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    OpenSsl.makeCertificate(folder, "one");
    OpenSsl.makeCertificate(folder, "other");
    OpenSsl.makeCertificate(folder, "rsa", "rsa:2048");
  }

  @Test
  void keepsTheChainInItsOrder() throws Exception {
    Path chain = folder.resolve("chain.pem");
    Files.writeString(
        chain,
        Files.readString(folder.resolve("one.crt"))
            + Files.readString(folder.resolve("other.crt")));
    Identity identity = Identity.load(chain, folder.resolve("one.key"));
    Identity alone = load("one", "one", Instant.now());
    assertEquals(2, identity.chain().size());
    assertEquals(alone.fingerprints(), identity.fingerprints());
    assertTrue(identity.expires().isAfter(Instant.now()));
  }

  @Test
  void refusesWhatCannotServe() {
    Instant now = Instant.now();
    assertRefused("is not the key of", () -> load("one", "other", now));
    assertRefused("elliptic curve", () -> load("rsa", "rsa", now));
    assertRefused("has expired", () -> load("one", "one", now.plus(Duration.ofDays(3))));
    assertRefused("not good before", () -> load("one", "one", now.minus(Duration.ofDays(1))));
    assertRefused("there is no file", () -> load("absent", "one", now));
    Path key = folder.resolve("one.key");
    assertRefused("holds no certificate", () -> Identity.load(key, key));
    Path certificate = folder.resolve("one.crt");
    assertRefused("holds no private key", () -> Identity.load(certificate, certificate));
  }

  private static Identity load(String certificate, String key, Instant now) throws IOException {
    return IdentityFiles.load(
        folder.resolve(certificate + ".crt"), folder.resolve(key + ".key"), now);
  }

  private static void assertRefused(String words, Executable attempt) {
    String message = assertThrows(IOException.class, attempt).getMessage();
    assertTrue(message.contains(words), message);
  }
}
