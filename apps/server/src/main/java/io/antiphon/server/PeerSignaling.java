package io.antiphon.server;

import io.antiphon.peer.NegotiationException;
import io.antiphon.peer.RoomMode;
import io.antiphon.peer.SessionDescription;
import io.antiphon.signaling.Answer;
import io.antiphon.signaling.IceCandidate;
import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.SignalingHandler;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers offers with peers, and turns what is wrong with an offer into a 4xx. */
final class PeerSignaling implements SignalingHandler {
  private static final Pattern ROOM = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int MAX_NAME = 128;

  private final Peers peers;

  PeerSignaling(Peers peers) {
    this.peers = peers;
  }

  @Override
  public CompletionStage<Answer> offer(Offer offer) {
    if (peers.isClosing()) {
      throw new SignalingException(
          503, "Service Unavailable", "This server is closing; try later.");
    }
    check(offer);
    SessionDescription description = SessionDescription.offer(offer.sdp());
    return answered(offer, description)
        .handle(
            (answered, failure) -> {
              if (failure != null) {
                throw refusal(failure);
              }
              if (offer.id() == null) {
                PeerJournal.joined(answered.id(), offer);
              }
              return Answer.of(answered.answer().sdp(), answered.id());
            });
  }

  private CompletableFuture<Peers.Answered> answered(Offer offer, SessionDescription description) {
    String id = offer.id();
    if (id != null) {
      ServedPeer peer = peers.find(id).orElseThrow(() -> PeerRoutes.unknownPeer(id));
      return peers.rejoin(peer, description, place(offer));
    }
    try {
      return peers.join(description, offer.name(), place(offer));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Peers.@Nullable Place place(Offer offer) {
    String room = offer.room();
    String mode = offer.roomMode();
    if (mode == null || mode.equals("mix") || mode.equals("forward")) {
      RoomMode wanted = "forward".equals(mode) ? RoomMode.FORWARD : RoomMode.MIX;
      return room == null ? null : new Peers.Place(room, wanted);
    }
    throw badRequest("The member \"roomMode\" is \"mix\" or \"forward\".");
  }

  private static void check(Offer offer) {
    String room = offer.room();
    if (room != null && !ROOM.matcher(room).matches()) {
      throw badRequest(
          "The room's name is 1 to 64 letters, digits, dots, underscores and hyphens.");
    }
    String name = offer.name();
    if (name != null && name.length() > MAX_NAME) {
      throw badRequest("The name has " + name.length() + " characters; at most 128 are allowed.");
    }
  }

  @Override
  public CompletionStage<Void> candidate(String id, IceCandidate candidate) {
    ServedPeer peer = peers.find(id).orElseThrow(() -> PeerRoutes.unknownPeer(id));
    return peers
        .addCandidate(
            peer,
            new io.antiphon.peer.IceCandidate(
                candidate.isEnd() ? "" : candidate.candidate(),
                candidate.sdpMid(),
                candidate.sdpMLineIndex()))
        .exceptionally(
            failure -> {
              throw refusal(failure);
            });
  }

  private static RuntimeException refusal(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String message = cause.getMessage();
    if (cause instanceof NegotiationException) {
      return badRequest(message);
    }
    if (cause instanceof IllegalStateException) {
      return new SignalingException(
          409, "Conflict", message == null ? "This came at the wrong time." : sentence(message));
    }
    return cause instanceof RuntimeException unexpected
        ? unexpected
        : new CompletionException(cause);
  }

  private static String sentence(@Nullable String reason) {
    String known = reason == null ? "This cannot be answered" : reason;
    return known.endsWith(".") ? known : known + ".";
  }

  private static SignalingException badRequest(@Nullable String detail) {
    return new SignalingException(400, "Bad Request", sentence(detail));
  }
}
