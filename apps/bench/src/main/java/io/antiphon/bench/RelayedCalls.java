package io.antiphon.bench;

import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import io.antiphon.simulation.NetworkConditions;
import io.antiphon.simulation.UdpRelay;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls to a server through a bad network: posted without it, then checked by ICE and secured. */
final class RelayedCalls {
  private static final Pattern HOST =
      Pattern.compile("a=candidate:\\S+ 1 udp \\S+ 127\\.0\\.0\\.1 (\\d+) typ host");
  private static final int PATIENCE_SECONDS = 40;

  private final LoadGenerator load;
  private final SignalingClient signaling;

  RelayedCalls(LoadGenerator load, URI server) {
    this.load = load;
    signaling = SignalingClient.to(server);
  }

  /** How long from the POST of the offer until the caller had keys, one call after the other. */
  Delays run(NetworkConditions weather, long seed, int count) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try (UdpRelay relay = new UdpRelay(seed + 2L * i, weather)) {
        millis.add(call(relay) * 1e-6);
        load.hangUp();
        load.clear();
      }
    }
    return new Delays("calls", millis, 0);
  }

  private long call(UdpRelay relay) throws Exception {
    LoadPeer peer = load.newPeer();
    Offer offer = Offer.of(JitterCall.through(load.ask(peer::offer), relay.nearAddress()));
    long postedNanos = System.nanoTime();
    String answer = signaling.offer(offer).sdp();
    Matcher host = HOST.matcher(answer);
    if (!host.find()) {
      throw new java.io.IOException("the server has no loopback address: " + answer);
    }
    int port = Integer.parseInt(host.group(1));
    relay.setFar(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String relayed = JitterCall.through(answer, relay.farAddress());
    load.execute(() -> peer.takeAnswer(relayed));
    return peer.connected().get(PATIENCE_SECONDS, TimeUnit.SECONDS) - postedNanos;
  }
}
