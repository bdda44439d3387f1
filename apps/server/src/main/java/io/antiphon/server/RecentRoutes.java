package io.antiphon.server;

import io.antiphon.peer.RecentAudio;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServerBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** {@code GET /peers/{id}/recent?seconds=10}: what a peer said last, as a WAV file. */
final class RecentRoutes {
  private final Peers peers;
  private final Executor disk;

  RecentRoutes(Peers peers, Executor disk) {
    this.peers = peers;
    this.disk = disk;
  }

  void addTo(SignalingServerBuilder http) {
    http.route("GET", "/peers/{id}/recent", this::recent);
  }

  private CompletionStage<HttpReply> recent(HttpCall call) {
    String id = call.pathParameter("id");
    ServedPeer peer = peers.find(id).orElseThrow(() -> PeerRoutes.unknownPeer(id));
    RecentAudio kept = peer.recent();
    if (kept == null) {
      throw new SignalingException(
          404, "Not Found", "This server keeps nothing in memory; it was started with --recent 0.");
    }
    Duration wanted = seconds(call, kept.length());
    return CompletableFuture.supplyAsync(
        () -> HttpReply.bytes("audio/wav", kept.lastAsWav(wanted).toBytes()), disk);
  }

  private static Duration seconds(HttpCall call, Duration most) {
    String text = call.query("seconds");
    if (text == null) {
      return most;
    }
    try {
      double seconds = Double.parseDouble(text);
      if (seconds > 0 && seconds <= most.toSeconds()) {
        return Duration.ofMillis(Math.round(seconds * 1000));
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw new SignalingException(
        400, "Bad Request", "seconds is more than 0 and at most " + most.toSeconds() + ".");
  }
}
