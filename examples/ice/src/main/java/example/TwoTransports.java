package example;

import io.antiphon.ice.Candidate;
import io.antiphon.ice.CandidatePair;
import io.antiphon.ice.IceConfig;
import io.antiphon.ice.IceRole;
import io.antiphon.ice.IceTransport;
import io.antiphon.ice.Transmit;
import io.antiphon.ice.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.List;

/** Two sides find each other over the loopback. */
public final class TwoTransports {
  private TwoTransports() {}

  public static void main(String[] args) throws IOException {
    System.out.println(connect());
  }

  static String connect() throws IOException {
    SecureRandom random = new SecureRandom();
    IceTransport offerer = new IceTransport(IceConfig.defaults(), IceRole.CONTROLLING, random);
    IceTransport answerer = new IceTransport(IceConfig.defaults(), IceRole.CONTROLLED, random);
    try (Selector selector = Selector.open();
        UdpPort here = UdpPort.open(List.of(InetAddress.getLoopbackAddress()), 0);
        UdpPort there = UdpPort.open(List.of(InetAddress.getLoopbackAddress()), 0)) {
      bind(offerer, here, selector);
      bind(answerer, there, selector);
      long start = System.nanoTime();
      signal(offerer, answerer); // in life: ice-ufrag, ice-pwd and candidate lines of SDP
      signal(answerer, offerer);
      while (!isNominated(offerer) || !isNominated(answerer)) {
        drain(offerer, here); // change one thing, drain everything, wait
        drain(answerer, there);
        selector.select(1);
        selector.selectedKeys().clear();
        here.receive(System::nanoTime);
        there.receive(System::nanoTime);
        offerer.advanceTo(System.nanoTime());
        answerer.advanceTo(System.nanoTime());
      }
      long micros = (System.nanoTime() - start) / 1000;
      return offerer.selectedPair() + " after " + micros + " µs";
    }
  }

  private static void bind(IceTransport transport, UdpPort port, Selector selector)
      throws IOException {
    port.register(selector);
    port.localAddresses().forEach(a -> transport.addLocalCandidate(Candidate.host(a, 65535), a));
    port.attach(transport, transport::receive); // payload, first byte above 3, would go elsewhere
  }

  private static void signal(IceTransport from, IceTransport to) {
    to.setRemoteCredentials(System.nanoTime(), from.localCredentials());
    from.localCandidates().forEach(c -> to.addRemoteCandidate(System.nanoTime(), c));
  }

  private static void drain(IceTransport transport, UdpPort port) {
    for (Transmit t; (t = transport.pollTransmit()) != null; ) {
      port.send(t.local(), t.remote(), t.datagram());
    }
  }

  private static boolean isNominated(IceTransport transport) {
    CandidatePair pair = transport.selectedPair();
    return pair != null && pair.nominated();
  }
}
