package io.antiphon.bench;

import com.sun.management.OperatingSystemMXBean;
import io.antiphon.dtlssrtp.DtlsHandshake;
import io.antiphon.dtlssrtp.DtlsRole;
import io.antiphon.dtlssrtp.Fingerprint;
import io.antiphon.dtlssrtp.Identity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** What a handshake costs our server and OpenSSL's, asked by the same client over UDP. */
final class OpenSslHandshakes {
  private static final int PATIENCE_SECONDS = 30;

  private final ExecutorService threads = DtlsHandshake.newExecutor("bench-openssl", 4, 100);
  private final Identity client = Identity.generate();
  private final int count;
  private final PrintWriter out;

  private OpenSslHandshakes(int count, PrintWriter out) {
    this.count = count;
    this.out = out;
  }

  static void run(int count, PrintWriter out) throws Exception {
    OpenSslHandshakes bench = new OpenSslHandshakes(count, out);
    try {
      out.printf(
          Locale.ROOT, "| %d handshakes, one after the other | CPU each | a second |%n", count);
      out.println("|---|---|---|");
      Duration both = bench.ours();
      bench.openSsl(both);
    } finally {
      bench.threads.shutdownNow();
    }
  }

  /** Our client calls our server, both here; the CPU time of both. */
  private Duration ours() throws Exception {
    Identity server = Identity.generate();
    Round round =
        () -> {
          try (UdpEnd there =
              new UdpEnd(DtlsRole.SERVER, server, client.fingerprints(), null, threads)) {
            there.start();
            call(there.address(), server.fingerprints());
            there.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
          }
        };
    repeat(round); // the JIT compiler's time is not asked for
    Duration before = cpu();
    double seconds = repeat(round);
    Duration both = cpu().minus(before);
    row("our client and our server, together", both, seconds);
    return both;
  }

  private void openSsl(Duration both) throws Exception {
    Path folder = Files.createTempDirectory("antiphon-openssl");
    InetSocketAddress address = freePort();
    List<Fingerprint> theirs = List.of(makeCertificate(folder));
    Process server =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "s_server",
                    "-quiet",
                    "-dtls1_2",
                    "-use_srtp",
                    "SRTP_AEAD_AES_128_GCM",
                    "-Verify",
                    "1",
                    "-accept",
                    "127.0.0.1:" + address.getPort(),
                    "-cert",
                    "openssl.crt",
                    "-key",
                    "openssl.key"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Round round = () -> call(address, theirs);
      repeat(round);
      Duration before = cpu();
      Duration theirsBefore = cpu(server);
      double seconds = repeat(round);
      Duration ours = cpu().minus(before);
      row("our client", ours, seconds);
      row("OpenSSL's server", cpu(server).minus(theirsBefore), seconds);
      row("our server: both of ours less our client", both.minus(ours), Double.NaN);
    } finally {
      server.destroy();
      server.waitFor();
      Folders.delete(folder);
    }
  }

  private interface Round {
    void run() throws Exception;
  }

  private double repeat(Round round) throws Exception {
    long fromNanos = System.nanoTime();
    for (int i = 0; i < count; i++) {
      round.run();
    }
    return (System.nanoTime() - fromNanos) * 1e-9;
  }

  private void call(InetSocketAddress server, List<Fingerprint> theirs) throws Exception {
    try (UdpEnd here = new UdpEnd(DtlsRole.CLIENT, client, theirs, server, threads)) {
      here.start();
      here.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static InetSocketAddress freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  private static Fingerprint makeCertificate(Path folder)
      throws IOException, InterruptedException, CertificateException {
    Process process =
        new ProcessBuilder(
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
                    "/CN=openssl",
                    "-keyout",
                    "openssl.key",
                    "-out",
                    "openssl.crt"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("openssl.log")));
    }
    byte[] pem = Files.readAllBytes(folder.resolve("openssl.crt"));
    byte[] der =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem))
            .getEncoded();
    return Fingerprint.of("sha-256", ByteBuffer.wrap(der));
  }

  private static Duration cpu() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Duration.ofNanos(system.getProcessCpuTime());
  }

  private static Duration cpu(Process process) {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private void row(String who, Duration cpu, double seconds) {
    out.printf(
        Locale.ROOT,
        "| %s | %.2f ms | %s |%n",
        who,
        cpu.toNanos() * 1e-6 / count,
        Double.isNaN(seconds) ? "" : String.format(Locale.ROOT, "%.0f", count / seconds));
    out.flush();
  }
}
