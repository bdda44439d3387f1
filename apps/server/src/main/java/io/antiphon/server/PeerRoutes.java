package io.antiphon.server;

import io.antiphon.peer.Recorder;
import io.antiphon.peer.RecordingFormat;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServerBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What HTTP tells of the peers, and lets happen to them. */
final class PeerRoutes {
  private final Peers peers;

  PeerRoutes(Peers peers) {
    this.peers = peers;
  }

  void addTo(SignalingServerBuilder http) {
    http.route("GET", "/healthz", call -> health().now());
    http.route("GET", "/peers", call -> list().now());
    http.route("GET", "/peers/{id}", call -> HttpReply.json(describeWhole(peer(call))).now());
    http.route("DELETE", "/peers/{id}", this::leave);
    http.route("PUT", "/peers/{id}/recording", call -> startRecording(call).now());
    http.route("DELETE", "/peers/{id}/recording", this::stopRecording);
  }

  private HttpReply health() {
    return peers.isClosing()
        ? HttpReply.json(Map.of("status", "closing")).status(503)
        : HttpReply.json(Map.of("status", "up"));
  }

  static SignalingException unknownPeer(String id) {
    return new SignalingException(
        404, "Not Found", "There is no peer " + id + "; GET /peers lists those who are here.");
  }

  private ServedPeer peer(HttpCall call) {
    String id = call.pathParameter("id");
    return peers.find(id).orElseThrow(() -> unknownPeer(id));
  }

  private HttpReply list() {
    return HttpReply.json(Map.of("peers", peers.all().stream().map(PeerRoutes::describe).toList()));
  }

  private static Map<String, Object> describe(ServedPeer peer) {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("id", peer.id());
    shape.put("name", peer.name());
    shape.put("room", peer.room());
    shape.put("connectionState", peer.connection().connectionState().toString());
    shape.put("since", peer.since());
    shape.put("recording", recording(peer));
    return shape;
  }

  private static Map<String, Object> describeWhole(ServedPeer peer) {
    Map<String, Object> audio = peer.live().describe();
    audio.put("listeners", peer.listeners().count());
    audio.put("listenersMissedSamples", peer.listeners().droppedSamples());
    Map<String, Object> shape = describe(peer);
    shape.put("audio", audio);
    shape.put("dtmf", DtmfRoutes.describe(peer));
    return shape;
  }

  private static Map<String, Object> recording(ServedPeer peer) {
    Map<String, Object> shape = new LinkedHashMap<>();
    Recorder recorder = peer.recorder();
    if (recorder == null) {
      shape.put("state", "off");
      return shape;
    }
    String state =
        switch (recorder.state()) {
          case RECORDING -> "recording";
          case FAILED -> "failed";
          case FINISHED -> "finished";
        };
    shape.put("state", state);
    shape.put("file", String.valueOf(recorder.file().getFileName()));
    String error = recorder.error();
    if (error != null) {
      shape.put("error", error);
    }
    return shape;
  }

  private CompletionStage<HttpReply> leave(HttpCall call) {
    // The answer does not wait for the disk.
    CompletableFuture<?> unused = peers.leave(peer(call));
    return HttpReply.noContent().now();
  }

  private HttpReply startRecording(HttpCall call) {
    ServedPeer peer = peer(call);
    RecordingFormat format =
        call.body().length == 0 ? RecordingFormat.WAV : RecordingRequest.of(call.json());
    if (!peer.startRecording(format)) {
      throw new SignalingException(
          409,
          "Conflict",
          "A recording of this peer is running; finish it with DELETE /peers/"
              + peer.id()
              + "/recording first.");
    }
    return HttpReply.json(recording(peer)).status(201);
  }

  private CompletionStage<HttpReply> stopRecording(HttpCall call) {
    return peer(call).stopRecording().thenApply(done -> HttpReply.noContent());
  }
}
