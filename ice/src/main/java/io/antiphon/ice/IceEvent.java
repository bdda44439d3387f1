package io.antiphon.ice;

/** What a transport reports. */
public sealed interface IceEvent {
  /**
   * The transport is in another state.
   *
   * @param state the new one
   */
  record StateChanged(IceState state) implements IceEvent {}

  /**
   * Payload is to go another way.
   *
   * @param pair the one to send on from now
   */
  record SelectedPairChanged(CandidatePair pair) implements IceEvent {}

  /**
   * A role conflict made us change sides (RFC 8445 §7.3.1.1).
   *
   * @param role ours from now
   */
  record RoleChanged(IceRole role) implements IceEvent {}

  /**
   * The transport has failed; comes just before the change of state.
   *
   * @param reason in words
   */
  record Failed(String reason) implements IceEvent {}
}
