package io.antiphon.signaling;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /offer} and {@code POST /ice-candidate}: JSON on one side, a handler on the other.
 */
final class SignalingRoutes {
  private static final int LARGEST_INDEX = 65_535;

  private final SignalingHandler handler;

  SignalingRoutes(SignalingHandler handler) {
    this.handler = handler;
  }

  CompletionStage<HttpReply> offer(HttpCall call) {
    JsonObject body = call.json();
    Offer offer =
        new Offer(
            body.string("sdp"),
            body.string("type"),
            body.stringOrNull("room"),
            body.stringOrNull("name"),
            body.stringOrNull("id"),
            body.stringOrNull("roomMode"),
            call.header("User-Agent"));
    if (!offer.type().equals("offer")) {
      throw SignalingException.badRequest(
          "The member \"type\" must be \"offer\", not " + MediaTypes.quote(offer.type()) + ".");
    }
    if (offer.sdp().isBlank()) {
      throw SignalingException.badRequest(
          "The member \"sdp\" is empty; it must be a session description.");
    }
    if (offer.id() != null) {
      call.concerns(offer.id());
    }
    return handler
        .offer(offer)
        .thenApply(
            answer -> {
              call.concerns(answer.id());
              return HttpReply.json(answer);
            });
  }

  CompletionStage<HttpReply> candidate(HttpCall call) {
    JsonObject body = call.json();
    String id = body.string("id");
    call.concerns(id);
    if (!body.has("candidate")) {
      throw SignalingException.badRequest(
          "The member \"candidate\" is missing; it must be an object, or null at the end.");
    }
    return handler
        .candidate(id, candidate(body.objectOrNull("candidate")))
        .thenApply(done -> HttpReply.noContent());
  }

  private static IceCandidate candidate(@Nullable JsonObject init) {
    if (init == null) {
      return IceCandidate.END;
    }
    if (!init.has("candidate")) {
      throw SignalingException.badRequest(
          "The member \"candidate.candidate\" is missing; it must be text, empty at the end.");
    }
    @Nullable String line = init.stringOrNull("candidate");
    @Nullable Integer index = init.integerOrNull("sdpMLineIndex");
    if (index != null && (index < 0 || index > LARGEST_INDEX)) {
      throw SignalingException.badRequest(
          "The member \"candidate.sdpMLineIndex\" must be 0 to 65535, not " + index + ".");
    }
    return new IceCandidate(
        line == null ? "" : line,
        init.stringOrNull("sdpMid"),
        index,
        init.stringOrNull("usernameFragment"));
  }
}
