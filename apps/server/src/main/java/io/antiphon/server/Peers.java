package io.antiphon.server;

import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.IceCandidate;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.RoomMode;
import io.antiphon.peer.SessionDescription;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Everybody who is connected, by id; from any thread. */
final class Peers {
  private final Map<String, ServedPeer> byId = new ConcurrentHashMap<>();
  private final PushTally pushTally = new PushTally();
  private final Endpoint endpoint;
  private final Playing playing;
  private final Rooms rooms;
  private final RecordingsFolder recordings;
  private final boolean record;
  private final MediaConfig media;
  private final Clock clock;
  private volatile boolean closing;

  Peers(
      Endpoint endpoint,
      Playing playing,
      Rooms rooms,
      RecordingsFolder recordings,
      boolean record,
      MediaConfig media,
      Clock clock) {
    this.endpoint = endpoint;
    this.playing = playing;
    this.rooms = rooms;
    this.recordings = recordings;
    this.record = record;
    this.media = media;
    this.clock = clock;
  }

  /** An answer, and the id of the peer it is for. */
  record Answered(String id, SessionDescription answer) {}

  /**
   * Where somebody wants to be.
   *
   * @param name of the room
   * @param mode how it works if nobody is there yet
   */
  record Place(String name, RoomMode mode) {}

  /** Lets somebody new in; the future fails if the offer cannot be answered. */
  CompletableFuture<Answered> join(
      SessionDescription offer, @Nullable String name, @Nullable Place room) throws IOException {
    String id = UUID.randomUUID().toString();
    PeerConfig config =
        PeerConfig.on(endpoint)
            .withLabel(id)
            .withAudio(media.audio())
            .withMaxCallTime(media.maxCallTime());
    PeerConnection connection = PeerConnection.create(config);
    ServedPeer peer =
        new ServedPeer(id, name, clock.instant(), connection, recordings, media, record);
    byId.put(id, peer);
    pushTally.add(peer.live());
    connection.onConnectionStateChange(state -> onState(peer, state));
    if (room == null) {
      peer.hear(playing.to(connection));
    } else {
      peer.enter(room.name(), room.mode(), rooms);
    }
    return answer(peer, offer)
        .thenApply(answer -> new Answered(id, answer))
        .whenComplete(
            (answered, failure) -> {
              if (failure != null) {
                CompletableFuture<?> unused = leave(peer);
              }
            });
  }

  /**
   * Renegotiates with somebody who is here, or restarts ICE.
   *
   * @param room to go to; null to stay
   */
  CompletableFuture<Answered> rejoin(
      ServedPeer peer, SessionDescription offer, @Nullable Place room) {
    return answer(peer, offer)
        .thenApply(
            answer -> {
              if (room != null && !room.name().equals(peer.room())) {
                peer.enter(room.name(), room.mode(), rooms);
              }
              return new Answered(peer.id(), answer);
            });
  }

  private CompletableFuture<SessionDescription> answer(ServedPeer peer, SessionDescription offer) {
    String room = peer.room();
    if (room != null) {
      rooms.prepare(room, peer.id(), offer.sdp());
    }
    return peer.connection().answer(offer);
  }

  CompletableFuture<Void> addCandidate(ServedPeer peer, IceCandidate candidate) {
    return peer.connection().addIceCandidate(candidate);
  }

  private void onState(ServedPeer peer, ConnectionState state) {
    peer.onState(state);
    if (state == ConnectionState.FAILED || state == ConnectionState.CLOSED) {
      CompletableFuture<?> unused = leave(peer);
    }
  }

  /** Ends a call and forgets the peer; completed when its recordings are on disk. */
  CompletableFuture<?> leave(ServedPeer peer) {
    byId.remove(peer.id(), peer);
    peer.leaveRoom(rooms);
    CompletableFuture<?> left = peer.leave();
    pushTally.remove(peer.live());
    return left;
  }

  /** What was pushed to all of them. */
  PushTally pushTally() {
    return pushTally;
  }

  Optional<ServedPeer> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Everybody, who came first first. */
  List<ServedPeer> all() {
    Collection<ServedPeer> peers = byId.values();
    return peers.stream().sorted(Comparator.comparing(ServedPeer::since)).toList();
  }

  /** Whether nobody is let in any more. */
  boolean isClosing() {
    return closing;
  }

  /** Ends all calls, and lets nobody in any more; completed when all recordings are on disk. */
  CompletableFuture<Void> leaveAll() {
    closing = true;
    return CompletableFuture.allOf(
        all().stream().map(this::leave).toArray(CompletableFuture[]::new));
  }
}
