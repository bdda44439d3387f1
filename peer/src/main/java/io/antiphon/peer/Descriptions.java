package io.antiphon.peer;

import org.jspecify.annotations.Nullable;

/**
 * Where the exchange stands, and the descriptions of both sides: those that both have settled last,
 * and those under way (W3C WebRTC §4.4.1).
 */
record Descriptions(
    SignalingState state,
    @Nullable Description currentLocal,
    @Nullable Description pendingLocal,
    @Nullable Description currentRemote,
    @Nullable Description pendingRemote) {
  /** Nothing yet. */
  static final Descriptions NONE = new Descriptions(SignalingState.STABLE, null, null, null, null);

  /** Ours under way, else the one settled last. */
  @Nullable Description local() {
    return pendingLocal == null ? currentLocal : pendingLocal;
  }

  /** Theirs under way, else the one settled last. */
  @Nullable Description remote() {
    return pendingRemote == null ? currentRemote : pendingRemote;
  }

  Descriptions in(SignalingState newState) {
    return new Descriptions(newState, currentLocal, pendingLocal, currentRemote, pendingRemote);
  }

  Descriptions withLocal(SignalingState newState, Description ours) {
    return new Descriptions(newState, currentLocal, ours, currentRemote, pendingRemote);
  }

  Descriptions withRemote(SignalingState newState, Description theirs) {
    return new Descriptions(newState, currentLocal, pendingLocal, currentRemote, theirs);
  }

  /** What was under way is in force. */
  Descriptions settled() {
    return new Descriptions(SignalingState.STABLE, local(), null, remote(), null);
  }

  /** What was under way is forgotten. */
  Descriptions rolledBack() {
    return new Descriptions(SignalingState.STABLE, currentLocal, null, currentRemote, null);
  }
}
