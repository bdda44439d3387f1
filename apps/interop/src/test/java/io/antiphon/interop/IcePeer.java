package io.antiphon.interop;

import io.antiphon.ice.Candidate;
import io.antiphon.ice.CandidatePair;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.GatheringListener;
import io.antiphon.ice.GatheringLoop;
import io.antiphon.ice.GatheringState;
import io.antiphon.ice.IceConfig;
import io.antiphon.ice.IceCredentials;
import io.antiphon.ice.IceGatherer;
import io.antiphon.ice.IceRole;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.IceServerUrl;
import io.antiphon.ice.IceTransport;
import io.antiphon.ice.IceTransportPolicy;
import io.antiphon.ice.Transmit;
import io.antiphon.ice.UdpPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

/** One side of a path, from the ICE library alone; also a program, which signals by its pipes. */
final class IcePeer implements AutoCloseable, GatheringListener {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Selector selector = Selector.open();
  private final UdpPort port;
  private final IceGatherer gatherer;
  final IceTransport transport;
  final List<String> failures = new ArrayList<>();
  final List<String> heard = new ArrayList<>();

  IcePeer(IceRole role, InetAddress address, GatheringConfig config) throws IOException {
    SecureRandom random = new SecureRandom();
    port = UdpPort.open(List.of(address), 0);
    port.register(selector);
    transport = new IceTransport(IceConfig.defaults(), role, random);
    GatheringLoop loop = new GatheringLoop(selector, this::later, this::aside, random);
    gatherer = new IceGatherer(transport, port, config, loop, this::onDatagram, this);
    port.attach(transport, this::onDatagram);
    gatherer.gather(System.nanoTime());
  }

  private void later(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  private void aside(Runnable task) {
    Thread thread = new Thread(task, "ice-peer-aside");
    thread.setDaemon(true);
    thread.start();
  }

  private void onDatagram(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
    if ((datagram.get(datagram.position()) & 0xff) <= 3) {
      transport.receive(nowNanos, local, remote, datagram);
    } else if (transport.isValidated(remote)) {
      transport.onPayload(nowNanos, remote);
      String text = StandardCharsets.UTF_8.decode(datagram).toString();
      heard.add(text);
      if (text.startsWith("say")) {
        send("heard " + text);
      }
    }
  }

  @Override
  public void onCandidate(Candidate candidate) {}

  @Override
  public void onGatheringState(GatheringState state) {}

  @Override
  public void onServerFailed(IceServerUrl url, int code, String reason) {
    failures.add(url + ": " + reason);
  }

  boolean hasGathered() {
    return gatherer.state() == GatheringState.COMPLETE;
  }

  void send(String text) {
    CandidatePair pair = transport.selectedPair();
    if (pair != null) {
      gatherer.send(
          System.nanoTime(),
          pair.localAddress(),
          pair.remoteAddress(),
          ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  boolean isNominated() {
    CandidatePair pair = transport.selectedPair();
    return pair != null && pair.nominated();
  }

  /** One turn of the loop: change one thing, drain everything, wait. */
  void turn() throws IOException {
    for (Runnable task; (task = tasks.poll()) != null; ) {
      task.run();
    }
    long now = System.nanoTime();
    transport.advanceTo(now);
    gatherer.advanceTo(now);
    for (Transmit t; (t = transport.pollTransmit()) != null; ) {
      gatherer.send(now, t.local(), t.remote(), t.datagram());
    }
    selector.select(2);
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.attachment() instanceof IceGatherer each) {
        each.receive(System.nanoTime());
      }
    }
    selector.selectedKeys().clear();
    port.receive(System::nanoTime);
  }

  static void turnUntil(String what, BooleanSupplier condition, IcePeer... peers)
      throws IOException {
    long end = System.nanoTime() + 25_000_000_000L;
    while (!condition.getAsBoolean()) {
      for (IcePeer peer : peers) {
        peer.turn();
      }
      if (end - System.nanoTime() <= 0) {
        List<String> story = new ArrayList<>();
        for (IcePeer peer : peers) {
          story.add(peer.transport.localCandidates() + " " + peer.transport.pairs());
          story.addAll(peer.failures);
        }
        throw new AssertionError("not within 25 s: " + what + "; " + story);
      }
    }
  }

  void signalTo(IcePeer other) {
    long now = System.nanoTime();
    other.transport.setRemoteCredentials(now, transport.localCredentials());
    transport.localCandidates().forEach(c -> other.transport.addRemoteCandidate(now, c));
  }

  @Override
  public void close() throws IOException {
    gatherer.close();
    transport.close();
    port.close();
    selector.close();
  }

  /**
   * {@code controlling|controlled ADDRESS all|relay [URL[,user,password]…]}: tells its credentials
   * and candidates, reads the other side's, and says in the end by what pair it has spoken.
   */
  public static void main(String[] args) throws Exception {
    IceRole role = args[0].equals("controlling") ? IceRole.CONTROLLING : IceRole.CONTROLLED;
    List<IceServer> servers = new ArrayList<>();
    for (int i = 3; i < args.length; i++) {
      servers.add(IceServer.parse(args[i]));
    }
    GatheringConfig config =
        GatheringConfig.hostOnly()
            .withServers(servers)
            .withPolicy(IceTransportPolicy.valueOf(args[2].toUpperCase(java.util.Locale.ROOT)));
    try (IcePeer peer = new IcePeer(role, InetAddress.getByName(args[1]), config);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      turnUntil("gathered", peer::hasGathered, peer);
      IceCredentials own = peer.transport.localCredentials();
      System.out.println("credentials " + own.ufrag() + " " + own.pwd());
      peer.transport.localCandidates().forEach(System.out::println);
      System.out.println("end");
      String[] words = in.readLine().split(" ");
      List<Candidate> theirs = new ArrayList<>();
      for (String line = in.readLine(); !line.equals("end"); line = in.readLine()) {
        theirs.add(Candidate.parse(line));
      }
      long now = System.nanoTime();
      theirs.forEach(each -> peer.transport.addRemoteCandidate(now, each));
      peer.transport.setRemoteCredentials(now, new IceCredentials(words[1], words[2]));
      turnUntil("nominated", peer::isNominated, peer);
      turnUntil("heard", () -> peer.isAnswered(), peer);
      CandidatePair pair = peer.transport.selectedPair();
      System.out.println(
          "path " + pair.local().type().token() + " " + pair.remote().type().token());
      long end = System.nanoTime() + 1_000_000_000L; // the other side may want an answer yet
      while (end - System.nanoTime() > 0) {
        peer.turn();
      }
    }
  }

  private long saidNanos = System.nanoTime();

  private boolean isAnswered() {
    if (System.nanoTime() - saidNanos > 50_000_000L) {
      saidNanos = System.nanoTime();
      send("say something");
    }
    return heard.contains("heard say something");
  }
}
