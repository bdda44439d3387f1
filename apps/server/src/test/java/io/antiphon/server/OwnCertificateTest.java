package io.antiphon.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.dtlssrtp.Identity;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code --certificate} and {@code --private-key}, with files as OpenSSL writes them. */
@Timeout(60)
class OwnCertificateTest {
  @TempDir Path folder;

  @Command
  private static final class Options {
    @Mixin NetworkOptions network = new NetworkOptions();
  }

  @Test
  void itsFingerprintIsInEveryAnswerAndBelievedByWhoSeesIt() throws Exception {
    Path certificate = folder.resolve("own.crt");
    Path key = folder.resolve("own.key");
    makeCertificate(certificate, key);
    Options options = new Options();
    CommandLine.ParseResult unused =
        new CommandLine(options)
            .parseArgs("--certificate", certificate.toString(), "--private-key", key.toString());
    NetworkConfig network = options.network.config(InetAddress.getLoopbackAddress());
    String expected = "a=fingerprint:" + Identity.load(certificate, key).fingerprint();
    try (RunningServer server = RunningServer.in(folder, network);
        Guest first = Guest.of(server);
        Guest second = Guest.of(server)) {
      for (Guest each : List.of(first, second)) {
        assertTrue(each.answer().sdp().contains(expected), each.answer().sdp());
        each.awaitHeard(0.1); // so the handshake was made with it
      }
    }
  }

  private static void makeCertificate(Path certificate, Path key) throws Exception {
    List<String> command =
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=own",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString());
    Path log = certificate.resolveSibling("openssl.log");
    Process openssl =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, openssl.waitFor(), () -> command + " said something in " + log);
    assertTrue(Files.exists(certificate));
  }
}
