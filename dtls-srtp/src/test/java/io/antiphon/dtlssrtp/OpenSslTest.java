package io.antiphon.dtlssrtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handshakes with OpenSSL's own programs, over UDP; both ends must export the same keys. */
class OpenSslTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir static Path folder;

  private final BlockingQueue<DtlsEvent> events = new LinkedBlockingQueue<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    OpenSsl.makeCertificate(folder, "ours");
    OpenSsl.makeCertificate(folder, "theirs");
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void asItsClient(SrtpProfile profile) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
        OpenSsl openssl = OpenSsl.server(folder, profile)) {
      SocketAddress remote = new InetSocketAddress(LOOPBACK, openssl.awaitPort());
      try (DtlsHandshake ours = handshake(DtlsRole.CLIENT, socket, remote)) {
        ours.start();
        carry(socket, ours);
        assertSameKeys(DtlsRole.SERVER, profile, openssl.awaitKeys());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void asItsServer(SrtpProfile profile) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
        OpenSsl openssl = OpenSsl.client(folder, profile, socket.getLocalPort());
        DtlsHandshake ours = handshake(DtlsRole.SERVER, socket, null)) {
      ours.start();
      carry(socket, ours);
      assertSameKeys(DtlsRole.CLIENT, profile, openssl.awaitKeys());
    }
  }

  private void assertSameKeys(DtlsRole theirRole, SrtpProfile profile, String hex)
      throws Exception {
    var connected = assertInstanceOf(DtlsEvent.Connected.class, DtlsPair.next(events));
    assertEquals(profile, connected.profile());
    SrtpSession theirs = SrtpSession.of(profile, theirRole, HexFormat.of().parseHex(hex));
    assertRevealed(theirs, connected.srtp());
    assertRevealed(connected.srtp(), theirs);
  }

  private static void assertRevealed(SrtpSession from, SrtpSession to) throws Exception {
    byte[] packet = new byte[60 + SrtpSession.MAX_OVERHEAD];
    packet[0] = (byte) 0x80;
    packet[3] = 1;
    Arrays.fill(packet, 12, 60, (byte) 42);
    assertEquals(60, to.unprotect(packet, 0, from.protect(packet, 0, 60)));
    assertEquals(42, packet[59]);
  }

  private DtlsHandshake handshake(
      DtlsRole role, DatagramSocket socket, @Nullable SocketAddress remote) throws IOException {
    Identity ours = Identity.load(folder.resolve("ours.crt"), folder.resolve("ours.key"));
    Identity theirs = Identity.load(folder.resolve("theirs.crt"), folder.resolve("theirs.key"));
    return new DtlsHandshake(
        ours,
        role,
        List.of(theirs.fingerprint()),
        DtlsConfig.defaults(),
        DtlsPair.THREADS,
        event -> {
          if (event instanceof DtlsEvent.Transmit transmit) {
            send(socket, remote != null ? remote : lastSender, transmit.datagram());
          } else {
            events.add(event);
          }
        });
  }

  private volatile @Nullable SocketAddress lastSender;

  /** Reads the socket until the test closes it. */
  private void carry(DatagramSocket socket, DtlsHandshake to) {
    Thread reader =
        new Thread(
            () -> {
              DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
              try {
                while (true) {
                  socket.receive(packet);
                  lastSender = packet.getSocketAddress();
                  to.receive(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                }
              } catch (IOException closed) {
                return;
              }
            },
            "openssl-test");
    reader.setDaemon(true);
    reader.start();
  }

  private static void send(
      DatagramSocket socket, @Nullable SocketAddress remote, ByteBuffer datagram) {
    byte[] bytes = SimulatedLink.copy(datagram).array();
    try {
      if (remote != null) {
        socket.send(new DatagramPacket(bytes, bytes.length, remote));
      }
    } catch (IOException closed) {
      return; // lost, as datagrams are
    }
  }
}
