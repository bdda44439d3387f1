package io.antiphon.peer;

import io.antiphon.ice.GatheringState;
import io.antiphon.ice.IceState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who is told of what happens to a connection, and what was told last. */
final class PeerListeners implements PeerSession.Events {
  final List<Consumer<ConnectionState>> connection = new CopyOnWriteArrayList<>();
  final List<Consumer<SignalingState>> signaling = new CopyOnWriteArrayList<>();
  final List<Consumer<IceState>> ice = new CopyOnWriteArrayList<>();
  final List<Consumer<RemoteTrack>> tracks = new CopyOnWriteArrayList<>();
  final List<Consumer<IceCandidate>> candidates = new CopyOnWriteArrayList<>();
  final List<Consumer<GatheringState>> gathering = new CopyOnWriteArrayList<>();
  final List<Consumer<IceCandidateError>> candidateErrors = new CopyOnWriteArrayList<>();
  final List<Runnable> negotiation = new CopyOnWriteArrayList<>();
  final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Endpoint endpoint;
  private volatile ConnectionState connectionState = ConnectionState.NEW;
  private volatile IceState iceState = IceState.NEW;
  private volatile GatheringState gatheringState = GatheringState.NEW;
  private volatile Descriptions descriptions = Descriptions.NONE;
  private volatile List<Transceiver> transceivers = List.of();
  private volatile @Nullable String reason;

  PeerListeners(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  ConnectionState connectionState() {
    return connectionState;
  }

  IceState iceState() {
    return iceState;
  }

  GatheringState gatheringState() {
    return gatheringState;
  }

  Descriptions descriptions() {
    return descriptions;
  }

  List<Transceiver> transceivers() {
    return transceivers;
  }

  @Nullable String reason() {
    return reason;
  }

  @Override
  public void onStateChanged(ConnectionState state, @Nullable String why) {
    if (why != null) {
      reason = why;
    }
    connectionState = state;
    connection.forEach(listener -> listener.accept(state));
    if (state == ConnectionState.CLOSED) {
      closed.complete(null);
    }
  }

  @Override
  public void onIceState(IceState state) {
    if (state != iceState) {
      iceState = state;
      ice.forEach(listener -> listener.accept(state));
    }
  }

  @Override
  public void onDescriptions(Descriptions now) {
    SignalingState before = descriptions.state();
    descriptions = now;
    if (now.state() != before) {
      signaling.forEach(listener -> listener.accept(now.state()));
    }
  }

  @Override
  public void onTransceivers(List<Transceiver> now) {
    transceivers = now;
  }

  @Override
  public void onNegotiationNeeded() {
    negotiation.forEach(Runnable::run);
  }

  @Override
  public void onIceCandidate(IceCandidate candidate) {
    candidates.forEach(listener -> listener.accept(candidate));
  }

  @Override
  public void onIceGatheringState(GatheringState state) {
    gatheringState = state;
    gathering.forEach(listener -> listener.accept(state));
  }

  @Override
  public void onIceCandidateError(IceCandidateError error) {
    endpoint.warnOfServer(error);
    candidateErrors.forEach(listener -> listener.accept(error));
  }

  @Override
  public void onTrack(RemoteTrack track) {
    tracks.forEach(listener -> listener.accept(track));
  }
}
