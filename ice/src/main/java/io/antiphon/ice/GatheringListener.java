package io.antiphon.ice;

/** Learns what a gatherer finds; called on the thread that drives it. */
public interface GatheringListener {
  /** The transport has one more candidate. */
  void onCandidate(Candidate candidate);

  /** It has begun, or come to its end. */
  void onGatheringState(GatheringState state);

  /**
   * A server is of no use (W3C {@code icecandidateerror}).
   *
   * @param code of STUN, such as 401, or {@link TurnEvent.Failed#UNREACHABLE}
   * @param reason in words, without the URL
   */
  void onServerFailed(IceServerUrl url, int code, String reason);
}
