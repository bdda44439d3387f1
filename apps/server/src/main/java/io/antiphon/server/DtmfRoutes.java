package io.antiphon.server;

import io.antiphon.peer.DtmfSender;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.JsonObject;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServerBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Presses keys towards a peer: {@code {"tones","duration","interToneGap"}}, times in ms. */
final class DtmfRoutes {
  private static final Set<String> NAMES = Set.of("tones", "duration", "interToneGap");

  private final Peers peers;

  DtmfRoutes(Peers peers) {
    this.peers = peers;
  }

  void addTo(SignalingServerBuilder http) {
    http.route("POST", "/peers/{id}/dtmf", call -> press(call).now());
  }

  private HttpReply press(HttpCall call) {
    String id = call.pathParameter("id");
    ServedPeer peer = peers.find(id).orElseThrow(() -> PeerRoutes.unknownPeer(id));
    JsonObject body = call.json();
    for (String name : body.names()) {
      if (!NAMES.contains(name)) {
        throw new SignalingException(
            400,
            "Bad Request",
            "There is no member '" + name + "'; tones, duration and interToneGap there are.");
      }
    }
    String tones = body.string("tones");
    DtmfSender keys = peer.keys();
    try {
      keys.insertDtmf(
          tones,
          millis(body.numberOrNull("duration"), DtmfSender.USUAL_DURATION),
          millis(body.numberOrNull("interToneGap"), DtmfSender.USUAL_GAP));
    } catch (IllegalArgumentException e) {
      throw new SignalingException(400, "Bad Request", e.getMessage() + ".");
    } catch (IllegalStateException e) {
      throw new SignalingException(
          409, "Conflict", "No keys can be pressed towards this peer: " + e.getMessage() + ".");
    }
    return HttpReply.json(describe(peer)).status(202);
  }

  private static Duration millis(@Nullable Double value, Duration usual) {
    return value == null ? usual : Duration.ofMillis((long) (double) value);
  }

  /** What a peer has pressed, and what is still to be pressed towards it. */
  static Map<String, Object> describe(ServedPeer peer) {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("received", peer.pressed().all());
    shape.put("canInsert", peer.keys().canInsertDtmf());
    shape.put("toneBuffer", peer.keys().toneBuffer());
    return shape;
  }
}
