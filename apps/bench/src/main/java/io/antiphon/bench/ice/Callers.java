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

/**
 * The callers, each on a port of its own, all in one thread: they control, and send 50 packets/s.
 */
final class Callers implements AutoCloseable {
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private final SecureRandom random = new SecureRandom();
  private final Selector selector = Selector.open();
  private final List<Caller> callers = new ArrayList<>();
  private long slotNanos = System.nanoTime();
  private long received;

  Callers() throws IOException {}

  private final class Caller {
    final IceTransport transport =
        new IceTransport(IceConfig.defaults(), IceRole.CONTROLLING, random);
    final UdpPort port = UdpPort.open(List.of(InetAddress.getLoopbackAddress()), 0);
    final ByteBuffer packet = ByteBuffer.wrap(Answerer.packet());
    boolean heard;

    Caller() throws IOException {
      port.register(selector);
      port.attach(transport, this::receive);
      InetSocketAddress local = port.localAddresses().get(0);
      transport.addLocalCandidate(Candidate.host(local, 65_535), local);
    }

    private void receive(
        long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
      if (datagram.get(datagram.position()) == Answerer.FIRST_BYTE) {
        received++;
        heard = true;
        transport.onPayload(nowNanos, remote);
      } else {
        transport.receive(nowNanos, local, remote, datagram);
      }
    }

    void turn() {
      port.receive(System::nanoTime);
      transport.advanceTo(System.nanoTime());
      while (transport.pollEvent() != null) {
        // Where it stands is asked for.
      }
      for (Transmit t; (t = transport.pollTransmit()) != null; ) {
        port.send(t.local(), t.remote(), t.datagram());
      }
    }

    void send() {
      CandidatePair path = transport.selectedPair();
      if (path != null) {
        port.send(path.localAddress(), path.remoteAddress(), packet.clear());
      }
    }
  }

  /** Calls, and returns the nanoseconds from the offer to the first packet from the other side. */
  long call(AnswererProcess answerer) throws IOException {
    Caller caller = new Caller();
    callers.add(caller);
    IceCredentials ours = caller.transport.localCredentials();
    long startNanos = System.nanoTime();
    Answerer.Credentials theirs = answerer.offer(ours.ufrag(), ours.pwd());
    long nowNanos = System.nanoTime();
    caller.transport.setRemoteCredentials(
        nowNanos, new IceCredentials(theirs.ufrag(), theirs.pwd()));
    InetSocketAddress address = new InetSocketAddress(theirs.host(), theirs.port());
    caller.transport.addRemoteCandidate(nowNanos, Candidate.host(address, 65_535));
    while (!caller.heard) {
      turn(/* atMostMillis= */ 1);
      if (System.nanoTime() - startNanos > PATIENCE_NANOS) {
        throw new IOException("not connected: " + caller.transport.pairs());
      }
    }
    return System.nanoTime() - startNanos;
  }

  /** Lets them talk. */
  void talk(long nanos) throws IOException {
    long endNanos = System.nanoTime() + nanos;
    while (endNanos - System.nanoTime() > 0) {
      turn(/* atMostMillis= */ 5);
    }
  }

  private void turn(long atMostMillis) throws IOException {
    selector.select(atMostMillis);
    selector.selectedKeys().clear();
    callers.forEach(Caller::turn);
    long nowNanos = System.nanoTime();
    if (slotNanos - nowNanos <= 0) {
      slotNanos += Answerer.SLOT_NANOS * (1 + (nowNanos - slotNanos) / Answerer.SLOT_NANOS);
      callers.forEach(Caller::send);
    }
  }

  long received() {
    return received;
  }

  @Override
  public void close() throws IOException {
    callers.forEach(caller -> caller.port.close());
    selector.close();
  }
}
