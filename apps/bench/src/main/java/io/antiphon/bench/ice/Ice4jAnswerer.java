package io.antiphon.bench.ice;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.harvest.AbstractUdpListener;
import org.ice4j.ice.harvest.SinglePortUdpHarvester;

/** ice4j's agents on one port, by its push API: one thread sends to all. */
final class Ice4jAnswerer implements Answerer {
  private final SinglePortUdpHarvester harvester;
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final LongAdder received = new LongAdder();

  private Ice4jAnswerer() throws IOException {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    harvester = new SinglePortUdpHarvester(new TransportAddress(host, 0, Transport.UDP));
  }

  /** To be called once: the push API is chosen for the whole process. */
  static Ice4jAnswerer open() throws IOException {
    AbstractUdpListener.USE_PUSH_API = true;
    return new Ice4jAnswerer();
  }

  private final class Peer {
    final Agent agent = new Agent();
    final Component component;
    final byte[] packet = Answerer.packet();

    Peer(String ufrag, String pwd) throws IOException {
      agent.setUseDynamicPorts(false);
      agent.addCandidateHarvester(harvester);
      agent.setControlling(false);
      agent.setPerformConsentFreshness(true);
      IceMediaStream stream = agent.createMediaStream("audio");
      component = agent.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, false);
      component.setBufferCallback(buffer -> received.increment());
      // Earlier than the agent's state says so.
      stream.addPairChangeListener(
          event -> {
            if (IceMediaStream.PROPERTY_PAIR_NOMINATED.equals(event.getPropertyName())) {
              send();
            }
          });
      agent.addStateChangeListener(event -> send());
      stream.setRemoteUfrag(ufrag);
      stream.setRemotePassword(pwd);
    }

    void send() {
      CandidatePair selected = component.getSelectedPair();
      if (selected != null) {
        try {
          component.send(packet, 0, packet.length);
        } catch (IOException e) {
          throw new IllegalStateException("not sent to " + selected, e);
        }
      }
    }
  }

  @Override
  public Credentials answer(String ufrag, String pwd) throws IOException {
    Peer peer = new Peer(ufrag, pwd);
    peers.add(peer);
    peer.agent.startConnectivityEstablishment();
    TransportAddress local = harvester.getLocalAddress();
    return new Credentials(
        peer.agent.getLocalUfrag(),
        peer.agent.getLocalPassword(),
        local.getHostAddress(),
        local.getPort());
  }

  @Override
  public long received() {
    return received.sum();
  }

  @Override
  public void run() {
    long slotNanos = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      long nowNanos = System.nanoTime();
      if (slotNanos - nowNanos <= 0) {
        slotNanos += SLOT_NANOS * (1 + (nowNanos - slotNanos) / SLOT_NANOS);
        peers.forEach(Peer::send);
      }
      LockSupport.parkNanos(slotNanos - System.nanoTime());
    }
  }
}
