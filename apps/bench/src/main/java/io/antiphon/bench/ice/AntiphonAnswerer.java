package io.antiphon.bench.ice;

import io.antiphon.ice.Candidate;
import io.antiphon.ice.CandidatePair;
import io.antiphon.ice.IceConfig;
import io.antiphon.ice.IceCredentials;
import io.antiphon.ice.IceRole;
import io.antiphon.ice.IceTransport;
import io.antiphon.ice.Transmit;
import io.antiphon.ice.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Ours, in a loop as an {@code Endpoint} has it: one thread for all. */
final class AntiphonAnswerer implements Answerer {
  private static final long CALM_NANOS = 4_000_000;
  private final SecureRandom random = new SecureRandom();
  private final Selector selector = Selector.open();
  private final UdpPort port = UdpPort.open(List.of(InetAddress.getLoopbackAddress()), 0);
  private final List<Peer> peers = new ArrayList<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final LongAdder received = new LongAdder();

  AntiphonAnswerer() throws IOException {
    port.register(selector);
  }

  private final class Peer {
    final IceTransport transport =
        new IceTransport(IceConfig.defaults(), IceRole.CONTROLLED, random);
    final ByteBuffer packet = ByteBuffer.wrap(Answerer.packet());
    boolean greeted;

    void receive(
        long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
      if (datagram.get(datagram.position()) == FIRST_BYTE) {
        received.increment();
        transport.onPayload(nowNanos, remote);
      } else {
        transport.receive(nowNanos, local, remote, datagram);
      }
    }

    void flush() {
      while (transport.pollEvent() != null) {
        // Where it stands is asked for.
      }
      for (Transmit t; (t = transport.pollTransmit()) != null; ) {
        port.send(t.local(), t.remote(), t.datagram());
      }
      if (!greeted && transport.selectedPair() != null) {
        greeted = true;
        send();
      }
    }

    void send() {
      CandidatePair path = transport.selectedPair();
      if (path != null) {
        port.send(path.localAddress(), path.remoteAddress(), packet.clear());
      }
    }
  }

  @Override
  public Credentials answer(String ufrag, String pwd) {
    CompletableFuture<Credentials> answer = new CompletableFuture<>();
    tasks.add(() -> answer.complete(add(new IceCredentials(ufrag, pwd))));
    selector.wakeup();
    return answer.join();
  }

  private Credentials add(IceCredentials theirs) {
    Peer peer = new Peer();
    InetSocketAddress local = port.localAddresses().get(0);
    peer.transport.addLocalCandidate(Candidate.host(local, 65_535), local);
    port.attach(peer.transport, peer::receive);
    peer.transport.setRemoteCredentials(System.nanoTime(), theirs);
    peers.add(peer);
    IceCredentials ours = peer.transport.localCredentials();
    return new Credentials(ours.ufrag(), ours.pwd(), local.getHostString(), local.getPort());
  }

  @Override
  public long received() {
    return received.sum();
  }

  @Override
  public void run() throws IOException {
    long slotNanos = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      for (Runnable task; (task = tasks.poll()) != null; ) {
        task.run();
      }
      port.receive(System::nanoTime);
      long nowNanos = System.nanoTime();
      boolean calm = true;
      for (Peer peer : peers) {
        peer.transport.advanceTo(nowNanos);
        peer.flush();
        calm &= peer.greeted;
      }
      if (slotNanos - nowNanos <= 0) {
        slotNanos += SLOT_NANOS * (1 + (nowNanos - slotNanos) / SLOT_NANOS);
        peers.forEach(Peer::send);
      }
      pause(calm && !peers.isEmpty());
    }
  }

  private void pause(boolean calm) throws IOException {
    if (calm) {
      LockSupport.parkNanos(CALM_NANOS);
    } else {
      selector.select(CALM_NANOS / 1_000_000);
      selector.selectedKeys().clear();
    }
  }
}
