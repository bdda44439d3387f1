package io.antiphon.server;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.SdpFormatException;
import io.antiphon.sdp.SdpFragment;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.signaling.Answer;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.IceCandidate;
import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingServerBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * WHIP (RFC 9725), and its mirror image WHEP: an SDP offer is posted to an endpoint and becomes a
 * session, which is a peer like any other. {@code PATCH} adds candidates or restarts ICE, {@code
 * DELETE} ends it.
 *
 * <p>{@code ?room=} and {@code ?name=} say where and as whom. The two endpoints answer alike:
 * whether a peer speaks, listens or does both is what it offers.
 */
final class WhipRoutes {
  private static final String SDP = "application/sdp";
  private static final String FRAGMENT = "application/trickle-ice-sdpfrag";

  /** A session: its offer in force, and the tag of its ICE generation (RFC 9725 §4.3.1). */
  private record Session(SessionDescription offer, String remoteUfrag, String entityTag) {}

  private final PeerSignaling signaling;
  private final Peers peers;
  private final BearerToken token;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  WhipRoutes(PeerSignaling signaling, Peers peers, BearerToken token) {
    this.signaling = signaling;
    this.peers = peers;
    this.token = token;
  }

  void addTo(SignalingServerBuilder http) {
    for (String endpoint : new String[] {"/whip", "/whep"}) {
      String session = endpoint + "/{id}";
      http.route("POST", endpoint, token.guard(this::create));
      http.route("OPTIONS", endpoint, call -> options().now());
      http.route("PATCH", session, token.guard(this::change));
      http.route("DELETE", session, token.guard(this::end));
      http.crossOrigin(endpoint, "Location", "ETag", "Accept-Post", "Link");
      http.crossOrigin(session, "ETag");
    }
  }

  private static HttpReply options() {
    return HttpReply.noContent().header("Allow", "OPTIONS, POST").header("Accept-Post", SDP);
  }

  private CompletionStage<HttpReply> create(HttpCall call) {
    requireType(call, SDP);
    String room = call.query("room");
    Offer offer =
        new Offer(
            call.text(), "offer", room, call.query("name"), null, null, call.header("User-Agent"));
    return signaling
        .offer(offer)
        .thenApply(
            answer -> {
              sessions.keySet().removeIf(id -> peers.find(id).isEmpty());
              Session session = session(parse(offer.sdp()), answer);
              sessions.put(answer.id(), session);
              return HttpReply.bytes(SDP, utf8(answer.sdp()))
                  .status(201)
                  .header("Location", call.path().replaceFirst("/$", "") + "/" + answer.id())
                  .header("ETag", session.entityTag());
            });
  }

  private static Session session(SessionDescription offer, Answer answer) {
    String ufrag = parse(answer.sdp()).media().get(0).iceUfrag();
    return new Session(
        offer, Objects.requireNonNull(offer.media().get(0).iceUfrag()), '"' + ufrag + '"');
  }

  private CompletionStage<HttpReply> change(HttpCall call) {
    String id = call.pathParameter("id");
    Session session = find(id);
    requireType(call, FRAGMENT);
    String match = call.header("If-Match");
    if (match == null) {
      throw new SignalingException(
          428,
          "Precondition Required",
          "Send If-Match: the session's ETag with candidates, * to restart ICE.");
    }
    boolean any = match.trim().equals("*");
    if (!any && !match.trim().equals(session.entityTag())) {
      throw new SignalingException(
          412, "Precondition Failed", "If-Match speaks of candidates before an ICE restart.");
    }
    SdpFragment fragment = fragment(call);
    String ufrag = fragment.generation();
    if (ufrag != null && !ufrag.equals(session.remoteUfrag())) {
      return restart(id, session, fragment);
    }
    return trickle(id, fragment);
  }

  private CompletionStage<HttpReply> restart(String id, Session session, SdpFragment fragment) {
    SessionDescription offer;
    try {
      offer = fragment.restart(session.offer());
    } catch (IllegalArgumentException e) {
      throw badRequest("An ICE restart needs a=ice-ufrag and a=ice-pwd.");
    }
    return signaling
        .offer(new Offer(offer.toString(), "offer", null, null, id))
        .thenApply(
            answer -> {
              Session restarted = session(offer, answer);
              sessions.put(id, restarted);
              String body = SdpFragment.of(parse(answer.sdp())).toString();
              return HttpReply.bytes(FRAGMENT, utf8(body)).header("ETag", restarted.entityTag());
            });
  }

  private CompletionStage<HttpReply> trickle(String id, SdpFragment fragment) {
    List<CompletableFuture<Void>> added = new ArrayList<>();
    for (MediaDescription section : fragment.media()) {
      for (String candidate : section.candidates()) {
        IceCandidate each = new IceCandidate(candidate, section.mid(), null, null);
        added.add(signaling.candidate(id, each).toCompletableFuture());
      }
      if (section.endOfCandidates() || fragment.endOfCandidates()) {
        added.add(signaling.candidate(id, IceCandidate.END).toCompletableFuture());
      }
    }
    return CompletableFuture.allOf(added.toArray(CompletableFuture[]::new))
        .thenApply(done -> HttpReply.noContent());
  }

  private CompletionStage<HttpReply> end(HttpCall call) {
    String id = call.pathParameter("id");
    find(id);
    sessions.remove(id);
    CompletableFuture<?> unused = peers.find(id).map(peers::leave).orElseThrow();
    return HttpReply.ok().now();
  }

  private Session find(String id) {
    Session session = sessions.get(id);
    if (session == null || peers.find(id).isEmpty()) {
      throw new SignalingException(404, "Not Found", "There is no session " + id + ".");
    }
    return session;
  }

  private static void requireType(HttpCall call, String type) {
    if (!type.equals(call.mediaType())) {
      throw new SignalingException(415, "Unsupported Media Type", "Send the body as " + type + ".");
    }
  }

  private static SessionDescription parse(String sdp) {
    try {
      return SessionDescription.parse(sdp);
    } catch (SdpFormatException e) {
      throw badRequest("The description is malformed: " + e.getMessage());
    }
  }

  private static SdpFragment fragment(HttpCall call) {
    try {
      return SdpFragment.parse(call.text());
    } catch (SdpFormatException e) {
      throw badRequest("The fragment is malformed: " + e.getMessage());
    }
  }

  private static SignalingException badRequest(@Nullable String detail) {
    return new SignalingException(400, "Bad Request", String.valueOf(detail));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
