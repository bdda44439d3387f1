package io.antiphon.server;

import io.antiphon.codec.AudioFormat;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.SignalingServerBuilder;
import io.antiphon.signaling.WebSocketListener;
import java.nio.ByteOrder;
import java.util.concurrent.CompletionStage;

/**
 * {@code /peers/{id}/audio}: live audio to a peer ({@code POST}, {@code DELETE}), what it says
 * ({@code GET}), and both by WebSocket.
 */
final class LiveAudioRoutes {
  private static final String PATH = "/peers/{id}/audio";

  private final Peers peers;
  private final double highWaterSeconds;

  LiveAudioRoutes(Peers peers, MediaConfig media) {
    this.peers = peers;
    highWaterSeconds = media.audio().pushBuffer().toMillis() / 1000.0;
  }

  void addTo(SignalingServerBuilder http) {
    http.streamingRoute("POST", PATH, this::push);
    http.route("DELETE", PATH, call -> interrupt(peer(call)).now());
    http.route("GET", PATH, call -> listen(call).now());
    http.webSocketRoute(PATH, this::open);
  }

  private ServedPeer peer(HttpCall call) {
    String id = call.pathParameter("id");
    return peers.find(id).orElseThrow(() -> PeerRoutes.unknownPeer(id));
  }

  private CompletionStage<HttpReply> push(HttpCall call) {
    ServedPeer peer = peer(call);
    return PushedBody.take(peer.live(), PushedFormat.of(call), queues(call), call);
  }

  private static boolean queues(HttpCall call) {
    String queue = call.query("queue");
    if (queue != null && !queue.equals("true") && !queue.equals("false")) {
      throw PushedFormat.badRequest("queue is true or false, not " + queue + ".");
    }
    return !"false".equals(queue);
  }

  private static HttpReply interrupt(ServedPeer peer) {
    peer.live().interrupt();
    return HttpReply.noContent();
  }

  private HttpReply listen(HttpCall call) {
    ServedPeer peer = peer(call);
    AudioFormat format = PushedFormat.ofQuery(call);
    String type = "audio/L16;rate=" + format.sampleRateHz() + ";channels=" + format.channels();
    if (call.method().equals("HEAD")) {
      return HttpReply.ok().header("Content-Type", type);
    }
    VoiceOut voice = peer.listeners().make(format, ByteOrder.BIG_ENDIAN);
    peer.listeners().add(voice);
    return HttpReply.stream(type, voice);
  }

  private WebSocketListener open(HttpCall call) {
    ServedPeer peer = peer(call);
    AudioFormat format = PushedFormat.ofQuery(call);
    VoiceOut voice = peer.listeners().make(format, ByteOrder.LITTLE_ENDIAN);
    return new LiveSocket(peer.live(), peer.listeners(), format, voice, highWaterSeconds);
  }
}
