package io.antiphon.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** coturn, the TURN server of many, with one user and a certificate made for it. */
final class Coturn implements AutoCloseable {
  static final String USER = "alice";
  static final String PASSWORD = "correct horse";
  private static final String STORE_PASSWORD = "changeit";

  private final Program program;
  private final Path folder;
  private final String address;
  final int port;
  final int tlsPort;

  private Coturn(Program program, Path folder, String address, int port, int tlsPort) {
    this.program = program;
    this.folder = folder;
    this.address = address;
    this.port = port;
    this.tlsPort = tlsPort;
  }

  /** On the loopback, ready when it returns. */
  static Coturn start(Path folder, String... options) throws Exception {
    makeCertificate(folder);
    int port = freePort();
    int tlsPort = freePort();
    Coturn coturn = start(folder, List.of(), "127.0.0.1", port, tlsPort, options);
    Await.until(
        "coturn to listen",
        Duration.ofSeconds(20),
        () -> accepts(port) && accepts(tlsPort),
        ready -> ready);
    return coturn;
  }

  /**
   * Starts it.
   *
   * @param prefix the command that starts it elsewhere, in another network namespace
   */
  static Coturn start(
      Path folder, List<String> prefix, String address, int port, int tlsPort, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            "turnserver",
            "-n", // no configuration file of the system's
            "--listening-ip=" + address,
            "--relay-ip=" + address,
            "--listening-port=" + port,
            "--tls-listening-port=" + tlsPort,
            "--lt-cred-mech",
            "--user=" + USER + ":" + PASSWORD,
            "--realm=antiphon.test",
            "--allow-loopback-peers",
            "--no-cli",
            "--no-dtls",
            "--log-file=stdout",
            "--simple-log",
            "--pidfile=" + folder.resolve("turnserver.pid"),
            "--userdb=" + folder.resolve("turndb"),
            "--cert=" + folder.resolve("cert.pem"),
            "--pkey=" + folder.resolve("key.pem")));
    command.addAll(List.of(options));
    Program program = Program.start(folder, command, builder -> {});
    return new Coturn(program, folder, address, port, tlsPort);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** {@code turn:…}, {@code turn:…?transport=tcp} or {@code turns:…}. */
  String url(String transport) {
    return switch (transport) {
      case "udp" -> "turn:" + address + ":" + port;
      case "tcp" -> "turn:" + address + ":" + port + "?transport=tcp";
      default -> "turns:" + address + ":" + tlsPort;
    };
  }

  /** Believes in coturn's certificate and in no other. */
  SSLContext trust() throws Exception {
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store(folder));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static KeyStore store(Path folder) throws Exception {
    KeyStore own =
        KeyStore.getInstance(folder.resolve("key.p12").toFile(), STORE_PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("coturn", own.getCertificate("coturn"));
    return trusted;
  }

  static void makeCertificate(Path folder) throws Exception {
    Path store = folder.resolve("key.p12");
    Program keytool =
        Program.start(
            folder,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "coturn",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=coturn",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD),
            builder -> {});
    if (keytool.awaitExit(Duration.ofSeconds(20)) != 0) {
      throw new AssertionError(keytool.story());
    }
    KeyStore own = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
    Key key = own.getKey("coturn", STORE_PASSWORD.toCharArray());
    writePem(folder.resolve("key.pem"), "PRIVATE KEY", key.getEncoded());
    writePem(folder.resolve("cert.pem"), "CERTIFICATE", own.getCertificate("coturn").getEncoded());
  }

  private static void writePem(Path file, String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file,
        "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n",
        StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    program.close();
  }
}
