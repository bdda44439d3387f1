package io.antiphon.ice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ports over the real loopback. */
class UdpPortTest {
  /** A transport on a port, and what its listener was given besides STUN. */
  private final class Peer implements DatagramListener {
    final UdpPort port;
    final IceTransport transport;
    final List<String> payloads = new ArrayList<>();

    Peer(UdpPort port, IceRole role) {
      this.port = port;
      this.transport = new IceTransport(IceConfig.defaults(), role, new SecureRandom());
      int preference = 65535;
      for (InetSocketAddress address : port.localAddresses()) {
        transport.addLocalCandidate(Candidate.host(address, preference--), address);
      }
      port.attach(transport, this);
      peers.add(this);
    }

    @Override
    public void onDatagram(
        long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
      if (StunFraming.isStun(datagram)) {
        transport.receive(nowNanos, local, remote, datagram);
      } else if (transport.isValidated(remote)) {
        transport.onPayload(nowNanos, remote);
        payloads.add(UTF_8.decode(datagram).toString());
      }
    }

    boolean send(String text) {
      CandidatePair pair = transport.selectedPair();
      assertNotNull(pair);
      return port.send(
          pair.localAddress(), pair.remoteAddress(), ByteBuffer.wrap(text.getBytes(UTF_8)));
    }
  }

  private final List<Peer> peers = new ArrayList<>();
  private final List<UdpPort> ports = new ArrayList<>();
  private Selector selector;

  @BeforeEach
  void open() throws IOException {
    selector = Selector.open();
  }

  @AfterEach
  void close() throws IOException {
    ports.forEach(UdpPort::close);
    selector.close();
  }

  private UdpPort port(String... addresses) throws IOException {
    List<InetAddress> list = new ArrayList<>();
    for (String address : addresses) {
      list.add(InetAddress.getByName(address));
    }
    UdpPort port = UdpPort.open(list, 0);
    port.register(selector);
    ports.add(port);
    return port;
  }

  private static void signal(Peer from, Peer to) {
    to.transport.setRemoteCredentials(System.nanoTime(), from.transport.localCredentials());
    from.transport
        .localCandidates()
        .forEach(c -> to.transport.addRemoteCandidate(System.nanoTime(), c));
  }

  private void runUntil(BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      for (Peer peer : peers) {
        for (Transmit t; (t = peer.transport.pollTransmit()) != null; ) {
          peer.port.send(t.local(), t.remote(), t.datagram());
        }
      }
      selector.select(1);
      selector.selectedKeys().clear();
      ports.forEach(port -> port.receive(System::nanoTime));
      peers.forEach(peer -> peer.transport.advanceTo(System.nanoTime()));
      assertTrue(System.nanoTime() - deadline < 0, "not within 10 s");
    }
  }

  private void connect(Peer a, Peer b) throws IOException {
    signal(a, b);
    signal(b, a);
    runUntil(() -> nominated(a) && nominated(b));
  }

  private static boolean nominated(Peer peer) {
    CandidatePair pair = peer.transport.selectedPair();
    return pair != null && pair.nominated();
  }

  @Test
  void twoPortsConnectAndCarryPayload() throws IOException {
    Peer a = new Peer(port("127.0.0.1"), IceRole.CONTROLLING);
    Peer b = new Peer(port("127.0.0.1"), IceRole.CONTROLLED);
    connect(a, b);
    assertTrue(a.send("media"));
    assertTrue(b.send("more"));
    runUntil(() -> a.payloads.size() == 1 && b.payloads.size() == 1);
    assertEquals(List.of("media"), b.payloads);
    assertEquals(List.of("more"), a.payloads);
  }

  @Test
  void connectsOverIpv6AndOneNumberServesBothFamilies() throws IOException {
    UdpPort both = port("127.0.0.1", "::1");
    assertEquals(both.localAddresses().get(0).getPort(), both.localAddresses().get(1).getPort());
    Peer a = new Peer(both, IceRole.CONTROLLING);
    Peer b = new Peer(port("::1"), IceRole.CONTROLLED);
    connect(a, b);
    assertEquals(both.localAddresses().get(1), a.transport.selectedPair().localAddress());
  }

  @Test
  void manyPeersShareAPortAndGetTheirOwnPackets() throws IOException {
    UdpPort shared = port("127.0.0.1");
    List<Peer> ours = new ArrayList<>();
    List<Peer> theirs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Peer our = new Peer(shared, IceRole.CONTROLLED);
      Peer their = new Peer(port("127.0.0.1"), IceRole.CONTROLLING);
      signal(our, their);
      our.transport.setRemoteCredentials(
          System.nanoTime(), their.transport.localCredentials()); // no candidates: prflx
      ours.add(our);
      theirs.add(their);
    }
    runUntil(() -> peers.stream().allMatch(UdpPortTest::nominated));
    for (int i = 0; i < 20; i++) {
      assertTrue(theirs.get(i).send("I am " + i));
    }
    runUntil(() -> ours.stream().allMatch(peer -> peer.payloads.size() == 1));
    for (int i = 0; i < 20; i++) {
      assertEquals(List.of("I am " + i), ours.get(i).payloads);
    }
  }

  @Test
  void aRestartKeepsThePort() throws IOException {
    Peer a = new Peer(port("127.0.0.1"), IceRole.CONTROLLING);
    Peer b = new Peer(port("127.0.0.1"), IceRole.CONTROLLED);
    connect(a, b);
    CandidatePair before = a.transport.selectedPair();
    a.transport.restart(System.nanoTime());
    b.transport.restart(System.nanoTime());
    assertTrue(a.send("meanwhile"));
    connect(a, b);
    runUntil(() -> b.payloads.size() == 1 && a.transport.selectedPair() != before);
    assertTrue(a.send("afterwards"));
    runUntil(() -> b.payloads.size() == 2);
  }

  @Test
  void whatNobodyOwnsIsCountedAndDropped() throws IOException {
    Peer a = new Peer(port("127.0.0.1"), IceRole.CONTROLLING);
    InetSocketAddress target = a.port.localAddresses().get(0);
    try (DatagramChannel stranger = DatagramChannel.open()) {
      stranger.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      stranger.send(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0, 0, 0}), target);
      stranger.send(ByteBuffer.wrap(new byte[] {0, 1, 0, 0}), target);
      StunKey key = new StunKey("no matter what");
      TransactionId id = new TransactionId(1, 2);
      stranger.send(StunWriter.request(id).username("not:ours").sign(key), target);
      stranger.send(StunWriter.success(id).mappedAddress(target).sign(key), target);
      stranger.send(ByteBuffer.allocate(5000), target);
      runUntil(() -> a.port.statistics().received() == 5);
    }
    assertEquals(4, a.port.statistics().unclaimed());
    assertEquals(1, a.port.statistics().oversized());
    assertEquals(List.of(), a.payloads);
    assertEquals(0, a.transport.rejected());
  }

  @Test
  void aFloodOfForgedChecksIsCutOffAndTheConnectedPeerStays() throws IOException {
    Peer a = new Peer(port("127.0.0.1"), IceRole.CONTROLLING);
    Peer b = new Peer(port("127.0.0.1"), IceRole.CONTROLLED);
    connect(a, b);
    InetSocketAddress target = a.port.localAddresses().get(0);
    String username = a.transport.localCredentials().ufrag() + ":x";
    ByteBuffer forged =
        StunWriter.request(TransactionId.generate(new Random(1)))
            .username(username)
            .sign(new StunKey("guessed password"));
    long before = a.port.statistics().received();
    try (DatagramChannel stranger = DatagramChannel.open()) {
      for (int i = 0; i < 3 * RejectionLimit.PER_SECOND; i++) {
        stranger.send(forged.duplicate(), target);
        a.port.receive(() -> 0); // all within one second of the port's time
      }
      runUntil(() -> a.port.statistics().received() - before >= 3 * RejectionLimit.PER_SECOND);
    }
    assertEquals(RejectionLimit.PER_SECOND, a.transport.statistics().unauthenticated());
    assertTrue(a.port.statistics().limited() >= RejectionLimit.PER_SECOND);
    assertChecksGetThroughTheFlood(a, b);
    assertTrue(b.send("still here"));
    runUntil(() -> a.payloads.size() == 1);
  }

  /** It is at the same address as the stranger; its path is proven. */
  private static void assertChecksGetThroughTheFlood(Peer a, Peer b) {
    long answered = a.transport.selectedPair().responsesSent();
    long before = a.port.statistics().received();
    b.transport.advanceTo(System.nanoTime() + 6_500_000_000L); // consent is due
    for (Transmit t; (t = b.transport.pollTransmit()) != null; ) {
      assertTrue(b.port.send(t.local(), t.remote(), t.datagram()));
    }
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (a.port.statistics().received() == before && System.nanoTime() - deadline < 0) {
      a.port.receive(() -> 0); // in the second of the flood
    }
    assertTrue(a.transport.selectedPair().responsesSent() > answered);
  }

  @Test
  void checksForPeersThatAreGoneDoNotKeepNewOnesOut() throws IOException {
    Peer a = new Peer(port("127.0.0.1"), IceRole.CONTROLLING);
    InetSocketAddress target = a.port.localAddresses().get(0);
    ByteBuffer stale =
        StunWriter.request(TransactionId.generate(new Random(1)))
            .username("gone:x")
            .sign(new StunKey("password of a peer that is gone"));
    try (DatagramChannel browser = DatagramChannel.open()) {
      for (int i = 0; i < 3 * RejectionLimit.PER_SECOND; i++) {
        browser.send(stale.duplicate(), target);
        a.port.receive(() -> 0);
      }
      runUntil(() -> a.port.statistics().received() == 3 * RejectionLimit.PER_SECOND);
    }
    assertEquals(0, a.port.statistics().limited());
    connect(a, new Peer(port("127.0.0.1"), IceRole.CONTROLLED));
  }

  @Test
  void aPeerThatClaimsAnothersAddressGetsNoneOfItsPackets() throws IOException {
    UdpPort shared = port("127.0.0.1");
    Peer our = new Peer(shared, IceRole.CONTROLLED);
    Peer their = new Peer(port("127.0.0.1"), IceRole.CONTROLLING);
    connect(our, their);
    Peer thief = new Peer(shared, IceRole.CONTROLLED);
    thief.transport.setRemoteCredentials(
        System.nanoTime(), IceCredentials.generate(new SecureRandom()));
    their
        .transport
        .localCandidates()
        .forEach(c -> thief.transport.addRemoteCandidate(System.nanoTime(), c));
    assertTrue(their.send("private"));
    runUntil(() -> our.payloads.size() == 1);
    assertEquals(List.of(), thief.payloads);
    shared.detach(thief.transport);
    assertTrue(their.send("again"));
    runUntil(() -> our.payloads.size() == 2);
  }

  @Test
  void payloadIsHandedOutWithoutGarbage() throws IOException {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    UdpPort receiver = port("127.0.0.1");
    UdpPort sender = port("127.0.0.1");
    IceTransport transport =
        new IceTransport(IceConfig.defaults(), IceRole.CONTROLLING, new SecureRandom());
    InetSocketAddress from = sender.localAddresses().get(0);
    InetSocketAddress to = receiver.localAddresses().get(0);
    transport.addLocalCandidate(Candidate.host(to, 1), to);
    receiver.attach(transport, (now, local, remote, datagram) -> transport.onPayload(now, remote));
    InetSocketAddress[] addresses = {from, to};
    Peer peer = new Peer(sender, IceRole.CONTROLLED);
    peers.clear();
    prove(transport, peer.transport, addresses);
    ByteBuffer packet = ByteBuffer.allocate(160).put(0, (byte) 0x80);
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) { // the first rounds warm the JDK up
      for (int i = 0; i < 100; i++) {
        sender.send(from, to, packet.clear());
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      int received = receiver.receive(System::nanoTime);
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
      assertEquals(100, received);
    }
    assertEquals(0, receiver.statistics().unclaimed());
    assertTrue(bytes < 100 * 4, "for 100 packets: " + bytes + " bytes");
  }

  /** Lets a check of {@code their} transport reach ours without a socket. */
  private static void prove(IceTransport our, IceTransport their, InetSocketAddress[] addresses) {
    their.setRemoteCredentials(0, our.localCredentials());
    their.addRemoteCandidate(0, our.localCandidates().get(0));
    Transmit check = their.pollTransmit();
    assertNotNull(check);
    our.receive(0, addresses[1], addresses[0], check.datagram());
    assertTrue(our.isValidated(addresses[0]));
  }

  @Test
  void aDetachedTransportGetsNothingMore() throws IOException {
    Peer a = new Peer(port("127.0.0.1"), IceRole.CONTROLLING);
    Peer b = new Peer(port("127.0.0.1"), IceRole.CONTROLLED);
    connect(a, b);
    a.port.detach(a.transport);
    a.port.detach(a.transport);
    long unclaimed = a.port.statistics().unclaimed();
    assertTrue(b.send("anybody?"));
    runUntil(() -> a.port.statistics().unclaimed() > unclaimed);
    assertEquals(List.of(), a.payloads);
  }

  @Test
  void attachingTwiceIsRefused() throws IOException {
    Peer a = new Peer(port("127.0.0.1"), IceRole.CONTROLLING);
    assertThrows(IllegalStateException.class, () -> a.port.attach(a.transport, a));
  }

  @Test
  void sendingFromAnAddressThatIsNotBoundIsRefused() throws IOException {
    UdpPort port = port("127.0.0.1");
    InetSocketAddress other = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    assertNotEquals(other, port.localAddresses().get(0));
    assertThrows(
        IllegalArgumentException.class, () -> port.send(other, other, ByteBuffer.allocate(1)));
  }

  @Test
  void aTakenPortIsAnError() throws IOException {
    UdpPort first = port("127.0.0.1");
    int taken = first.localAddresses().get(0).getPort();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    assertThrows(IOException.class, () -> UdpPort.open(List.of(loopback), taken));
    assertThrows(IllegalArgumentException.class, () -> UdpPort.open(List.of(), 0));
    first.close();
    first.close();
    assertFalse(
        first.send(
            first.localAddresses().get(0), first.localAddresses().get(0), ByteBuffer.allocate(1)));
  }
}
