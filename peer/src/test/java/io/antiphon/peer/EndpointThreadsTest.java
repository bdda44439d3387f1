package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.sdp.Direction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However many peers there are, an endpoint has one thread and one port. */
@Timeout(60)
class EndpointThreadsTest {
  private static final int PEERS = 8;

  /** Those that outlive warming up and handshakes. */
  private static Set<Thread> ours() {
    Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
    ours.removeIf(thread -> !thread.getName().matches("antiphon-(?!warm|handshake).*"));
    return ours;
  }

  @Test
  void allPeersShareOnePortAndOneThread() throws Exception {
    Set<Thread> before = ours();
    List<PeerConnection> peers = new ArrayList<>();
    CountDownLatch connected = new CountDownLatch(PEERS);
    List<Endpoint> callers = new ArrayList<>();
    try (Endpoint there = Endpoint.open(EndpointConfig.loopback())) {
      for (int i = 0; i < PEERS; i++) {
        Endpoint here = Endpoint.open(EndpointConfig.loopback());
        callers.add(here);
        PeerConnection caller = PeerConnection.create(PeerConfig.on(here));
        PeerConnection callee = PeerConnection.create(PeerConfig.on(there));
        peers.addAll(List.of(caller, callee));
        caller.addTransceiver(Direction.SENDRECV);
        callee.onConnectionStateChange(
            state -> {
              if (state == ConnectionState.CONNECTED) {
                connected.countDown();
              }
            });
        SessionDescription offer = caller.offer().get(20, TimeUnit.SECONDS);
        SessionDescription answer = callee.answer(offer).get(20, TimeUnit.SECONDS);
        caller.setRemoteDescription(answer).get(20, TimeUnit.SECONDS);
      }
      assertTrue(connected.await(40, TimeUnit.SECONDS), connected.getCount() + " are not");
      Set<Thread> added = ours();
      added.removeAll(before);
      assertEquals(PEERS + 1, added.size(), added.toString()); // each caller has one too
      assertEquals(1, there.localAddresses().size());
    } finally {
      peers.forEach(PeerConnection::close);
      callers.forEach(Endpoint::close);
    }
  }
}
