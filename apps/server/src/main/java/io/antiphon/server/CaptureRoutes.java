package io.antiphon.server;

import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServerBuilder;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** The capture of a peer's audio: {@code GET}, {@code PUT} and {@code DELETE .../capture}. */
final class CaptureRoutes {
  private final Peers peers;

  CaptureRoutes(Peers peers) {
    this.peers = peers;
  }

  void addTo(SignalingServerBuilder http) {
    http.route(
        "GET",
        "/peers/{id}/capture",
        call -> HttpReply.json(peer(call).capture().describe()).now());
    http.route("PUT", "/peers/{id}/capture", call -> start(peer(call)).now());
    http.route("DELETE", "/peers/{id}/capture", this::stop);
  }

  private ServedPeer peer(HttpCall call) {
    String id = call.pathParameter("id");
    return peers.find(id).orElseThrow(() -> PeerRoutes.unknownPeer(id));
  }

  private static HttpReply start(ServedPeer peer) {
    if (!peer.capture().start(Instant.now())) {
      throw new SignalingException(
          409,
          "Conflict",
          "A capture of this peer is running; end it with DELETE /peers/"
              + peer.id()
              + "/capture first.");
    }
    return HttpReply.json(peer.capture().describe()).status(201);
  }

  private CompletionStage<HttpReply> stop(HttpCall call) {
    ServedPeer peer = peer(call);
    return peer.capture().stop().thenApply(done -> HttpReply.json(peer.capture().describe()));
  }
}
