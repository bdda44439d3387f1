package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.GatheringState;
import io.antiphon.ice.IceServer;
import io.antiphon.ice.IceTransportPolicy;
import io.antiphon.sdp.Direction;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a peer's own candidates reach the other side. */
class GatheringTest {
  private static final long LIMIT_SECONDS = 20;

  /** A STUN server that answers when it is told to, that we are 203.0.113.5:6000. */
  private static final class SlowStunServer implements AutoCloseable {
    private static final int COOKIE = 0x2112a442;
    private final DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    SlowStunServer() throws IOException {}

    IceServer url() {
      return IceServer.stun("stun:127.0.0.1:" + socket.getLocalPort());
    }

    /** RFC 8489 §14.2: XOR-MAPPED-ADDRESS. */
    void answerOne() throws IOException {
      DatagramPacket request = new DatagramPacket(new byte[1500], 1500);
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
      socket.receive(request);
      ByteBuffer answer = ByteBuffer.allocate(32).putShort((short) 0x0101).putShort((short) 12);
      answer.put(request.getData(), 4, 16).putInt(0x0020_0008).putShort((short) 1);
      answer.putShort((short) (6000 ^ COOKIE >>> 16)).putInt(0xcb007105 ^ COOKIE);
      socket.send(new DatagramPacket(answer.array(), 32, request.getSocketAddress()));
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private final BlockingQueue<IceCandidate> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<IceCandidateError> errors = new LinkedBlockingQueue<>();
  private Endpoint endpoint;

  private PeerConnection peer(EndpointConfig config) throws IOException {
    endpoint = Endpoint.open(config);
    PeerConnection peer = PeerConnection.create(PeerConfig.on(endpoint));
    peer.onIceCandidate(told::add);
    peer.onIceCandidateError(errors::add);
    peer.addTransceiver(Direction.SENDRECV);
    return peer;
  }

  @AfterEach
  void close() {
    if (endpoint != null) {
      endpoint.close();
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T item = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertTrue(item != null, "nothing within the limit");
    return item;
  }

  private static String offer(PeerConnection peer) throws Exception {
    return peer.offer().get(LIMIT_SECONDS, TimeUnit.SECONDS).sdp();
  }

  @Test
  void withoutServersTheOfferHoldsAllThereIs() throws Exception {
    PeerConnection peer = peer(EndpointConfig.loopback());
    assertEquals(GatheringState.NEW, peer.iceGatheringState());
    String sdp = offer(peer);
    assertEquals(GatheringState.COMPLETE, peer.iceGatheringState());
    assertTrue(sdp.contains(" typ host\r\n"), sdp);
    assertTrue(sdp.contains("a=end-of-candidates"), sdp);
    IceCandidate host = next(told);
    assertTrue(host.candidate().contains(" typ host ufrag "), host.candidate());
    assertEquals("0", host.sdpMid());
    assertEquals("", next(told).candidate());
  }

  @Test
  void anOfferWaitsForWhatAServerSees() throws Exception {
    try (SlowStunServer server = new SlowStunServer()) {
      PeerConnection peer =
          peer(
              EndpointConfig.loopback()
                  .withIceServers(List.of(server.url()))
                  .withGatheringTimeout(Duration.ofMinutes(1)));
      var offer = peer.offer();
      server.answerOne();
      String sdp = offer.get(LIMIT_SECONDS, TimeUnit.SECONDS).sdp();
      assertTrue(sdp.contains("203.0.113.5 6000 typ srflx raddr 127.0.0.1"), sdp);
      assertTrue(sdp.contains("a=end-of-candidates"), sdp);
    }
  }

  @Test
  void aServerGivenLaterIsAskedAtTheNextRestart() throws Exception {
    try (SlowStunServer server = new SlowStunServer()) {
      PeerConnection peer =
          peer(EndpointConfig.loopback().withGatheringTimeout(Duration.ofMinutes(1)));
      assertFalse(offer(peer).contains("srflx"));
      assertTrue(next(told).candidate().contains("typ host"));
      assertEquals("", next(told).candidate());
      peer.setConfiguration(
          peer.getConfiguration()
              .withGathering(GatheringConfig.hostOnly().withServers(List.of(server.url()))));
      var offer = peer.offer();
      server.answerOne();
      String sdp = offer.get(LIMIT_SECONDS, TimeUnit.SECONDS).sdp();
      assertTrue(sdp.contains("203.0.113.5 6000 typ srflx"), sdp);
      assertTrue(next(told).candidate().contains("typ host"));
      assertTrue(next(told).candidate().contains("203.0.113.5 6000 typ srflx"));
      assertEquals("", next(told).candidate());
      assertEquals(GatheringState.COMPLETE, peer.iceGatheringState());
    }
  }

  @Test
  void aSlowServersCandidateIsToldLater() throws Exception {
    try (SlowStunServer server = new SlowStunServer()) {
      PeerConnection peer =
          peer(
              EndpointConfig.loopback()
                  .withIceServers(List.of(server.url()))
                  .withGatheringTimeout(Duration.ZERO));
      String sdp = offer(peer);
      assertFalse(sdp.contains("srflx"), sdp);
      assertFalse(sdp.contains("a=end-of-candidates"), sdp);
      assertEquals(GatheringState.GATHERING, peer.iceGatheringState());
      assertTrue(next(told).candidate().contains("typ host"));
      server.answerOne();
      assertTrue(next(told).candidate().contains("203.0.113.5 6000 typ srflx"));
      assertEquals("", next(told).candidate());
      assertEquals(GatheringState.COMPLETE, peer.iceGatheringState());
    }
  }

  @Test
  void aServerOfNoUseIsReportedAndHoldsNothingUp() throws Exception {
    PeerConnection peer =
        peer(
            EndpointConfig.loopback()
                .withIceServers(
                    List.of(IceServer.turn("turn:127.0.0.1:9?transport=tcp", "u", "p"))));
    assertTrue(offer(peer).contains("typ host"));
    IceCandidateError error = next(errors);
    assertEquals("turn:127.0.0.1:9?transport=tcp", error.url());
    assertEquals(701, error.errorCode());
    assertEquals("nobody listens there", error.errorText());
  }

  @Test
  void relayOnlyWithoutARelayOffersNothing() throws Exception {
    PeerConnection peer =
        peer(EndpointConfig.loopback().withIceTransportPolicy(IceTransportPolicy.RELAY));
    assertFalse(offer(peer).contains("a=candidate"));
  }

  @Test
  void anAdvertisedAddressTakesThePlaceOfTheBoundOne() throws Exception {
    InetAddress bound = InetAddress.getLoopbackAddress();
    InetAddress known = InetAddress.getByAddress(new byte[] {(byte) 203, 0, 113, 9});
    PeerConnection peer =
        peer(
            EndpointConfig.loopback()
                .withGathering(GatheringConfig.hostOnly().withAdvertised(Map.of(bound, known))));
    String sdp = offer(peer);
    int port = endpoint.localAddresses().get(0).getPort();
    assertTrue(sdp.contains(" 203.0.113.9 " + port + " typ host\r\n"), sdp);
    assertFalse(sdp.contains(" 127.0.0.1 " + port), sdp);
  }

  @Test
  void theFirstFreePortOfARangeIsTaken() throws Exception {
    try (DatagramSocket taken =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      int first = taken.getLocalPort(); // Linux gives out 32768 to 60999
      peer(EndpointConfig.loopback().withUdpPorts(first, first + 200));
      int port = endpoint.localAddresses().get(0).getPort();
      assertTrue(port > first && port <= first + 200, first + " is taken, and we have " + port);
      IOException e =
          assertThrows(
              IOException.class,
              () -> Endpoint.open(EndpointConfig.loopback().withUdpPort(taken.getLocalPort())));
      assertTrue(e.getMessage().contains("UDP port " + taken.getLocalPort()), e.getMessage());
    }
  }

  @Test
  void closingWhileAnOfferWaitsFailsIt() throws Exception {
    try (SlowStunServer server = new SlowStunServer()) {
      PeerConnection peer =
          peer(
              EndpointConfig.loopback()
                  .withIceServers(List.of(server.url()))
                  .withGatheringTimeout(Duration.ofMinutes(1)));
      var offer = peer.offer();
      peer.close();
      assertThrows(
          java.util.concurrent.ExecutionException.class,
          () -> offer.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    }
  }
}
