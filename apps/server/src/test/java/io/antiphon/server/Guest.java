package io.antiphon.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody who calls the server, says a tone of 511 Hz, and counts what comes back. */
final class Guest implements AutoCloseable {
  static final double VOICE_HZ = 511;

  private static final int RATE = 48_000;
  private static final long PATIENCE_SECONDS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Endpoint endpoint = Endpoint.open(EndpointConfig.loopback());
  private final PeerConnection peer = PeerConnection.create(PeerConfig.on(endpoint));
  private final Voice voice = new Voice();
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final RunningServer server;
  private final ToneMeter heard = new ToneMeter(RunningServer.SAMPLE_HZ);
  private String id = "";
  private SessionDescription answer = SessionDescription.answer("");

  Guest(RunningServer server) throws Exception {
    this.server = server;
    peer.addTrack(voice);
    peer.onTrack(track -> track.addSink(this::hear));
    peer.onConnectionStateChange(
        state -> {
          if (state == ConnectionState.CONNECTED) {
            connected.complete(null);
          }
        });
  }

  /** Calls the server and waits until audio flows. */
  static Guest of(RunningServer server) throws Exception {
    Guest guest = new Guest(server);
    guest.dial();
    return guest;
  }

  /** The same for one who is there already. */
  void dial() throws Exception {
    call();
    connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Calls with descriptions that name no candidate: the server is told of ours later, end first.
   */
  static Guest trickling(RunningServer server) throws Exception {
    Guest guest = new Guest(server);
    String offer = guest.offer().get("sdp").toString();
    Map<String, Object> bare = Map.of("type", "offer", "sdp", withoutCandidates(offer));
    JsonNode reply = server.post("/offer", JSON.writeValueAsString(bare)).expect(200).json();
    guest.id = reply.path("id").asText();
    guest.answer = SessionDescription.answer(withoutCandidates(reply.path("sdp").asText()));
    guest.peer.setRemoteDescription(guest.answer).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    guest.trickle("");
    for (String line : offer.lines().filter(each -> each.startsWith("a=candidate:")).toList()) {
      guest.trickle(line.substring(2));
    }
    guest.connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return guest;
  }

  private void trickle(String candidate) throws Exception {
    Map<String, Object> init = Map.of("candidate", candidate, "sdpMid", "0");
    Map<String, Object> body = Map.of("id", id, "candidate", init);
    server.post("/ice-candidate", JSON.writeValueAsString(body)).expect(204);
  }

  private static String withoutCandidates(String sdp) {
    return sdp.replaceAll("a=(candidate:|end-of-candidates)[^\r]*\r\n", "");
  }

  private void call() throws Exception {
    JsonNode reply = server.post("/offer", JSON.writeValueAsString(offer())).expect(200).json();
    id = reply.path("id").asText();
    answer = SessionDescription.answer(reply.path("sdp").asText());
    peer.setRemoteDescription(answer).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** An offer as it is posted. */
  Map<String, Object> offer() throws Exception {
    String sdp = peer.offer().get(PATIENCE_SECONDS, TimeUnit.SECONDS).sdp();
    return Map.of("type", "offer", "sdp", sdp);
  }

  private void hear(AudioFrame frame) {
    synchronized (heard) {
      heard.add(frame);
      heard.notifyAll();
    }
  }

  /** Waits until so many seconds of the sample were heard. */
  void awaitHeard(double seconds) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (heard) {
      while (heard.toneSamples() < seconds * RATE) {
        if (deadlineNanos - System.nanoTime() <= 0) {
          throw new AssertionError("heard only " + heard.toneSamples() + " samples of the tone");
        }
        heard.wait(100);
      }
    }
  }

  String id() {
    return id;
  }

  SessionDescription answer() {
    return answer;
  }

  PeerConnection peer() {
    return peer;
  }

  /** Stops in the middle of the call: not one packet more leaves, whatever comes. */
  void vanish() throws InterruptedException {
    voice.freeze();
  }

  @Override
  public void close() {
    voice.thaw();
    endpoint.close();
  }

  /** A tone; while it is frozen it holds the event loop, as a stopped process would. */
  private static final class Voice implements AudioSource {
    private final AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, VOICE_HZ, -12);
    private final CountDownLatch frozen = new CountDownLatch(1);
    private final CountDownLatch thawed = new CountDownLatch(1);
    private volatile boolean freezing;

    @Override
    public AudioFormat format() {
      return tone.format();
    }

    @Override
    public int read(short[] pcm, int offset, int samplesPerChannel) {
      if (freezing) {
        frozen.countDown();
        awaitThaw();
      }
      return tone.read(pcm, offset, samplesPerChannel);
    }

    private void awaitThaw() {
      try {
        thawed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void freeze() throws InterruptedException {
      freezing = true;
      if (!frozen.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the event loop does not come by");
      }
    }

    void thaw() {
      freezing = false;
      thawed.countDown();
    }
  }
}
