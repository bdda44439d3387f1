package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A local and a remote candidate, and how the path between them fares (RFC 8445 §6.1.2).
 *
 * <p>A live view: the transport that made it goes on writing to it. Read it on that transport's
 * thread.
 */
public final class CandidatePair {
  /** The states of RFC 8445 §6.1.2.6; with a single component nothing is ever frozen. */
  public enum State {
    /** No check has been sent, or another is to come. */
    WAITING,
    /** A check is under way. */
    IN_PROGRESS,
    /** A check was answered: the pair is valid. */
    SUCCEEDED,
    /** The checks went unanswered, or consent has expired. */
    FAILED
  }

  private final Generation generation;
  private final InetSocketAddress localAddress;
  private final InetSocketAddress remoteAddress;
  private Candidate local;
  private Candidate remote;

  State state = State.WAITING;

  /** Selected by both sides (RFC 8445 §8.1). */
  boolean nominated;

  /** The controlling side has asked for this pair, and that is still to be acted on. */
  boolean nominationPending;

  long nominatedByPeerNanos;

  /** An authenticated request has come over this pair. */
  boolean checkedByPeer;

  /** A check has gone out since something was last heard. */
  boolean unanswered;

  long unansweredSinceNanos;
  long lastHeardNanos;
  long firstValidNanos;
  long consentNanos;
  long lastCheckNanos;

  /** The connectivity check that decides on the state. */
  @Nullable Check check;

  long currentRttNanos = -1;
  long totalRttNanos;
  long requestsSent;
  long requestsReceived;
  long responsesSent;
  long responsesReceived;
  long consentRequestsSent;
  long retransmissionsSent;

  CandidatePair(
      Generation generation,
      LocalCandidate local,
      Candidate remote,
      InetSocketAddress remoteAddress) {
    this.generation = generation;
    this.local = local.candidate();
    this.localAddress = local.boundAddress();
    this.remote = remote;
    this.remoteAddress = remoteAddress;
  }

  /** The bound address to send from. */
  public InetSocketAddress localAddress() {
    return localAddress;
  }

  /** Where to send to. */
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** Our candidate. */
  public Candidate local() {
    return local;
  }

  /** The other side's candidate. */
  public Candidate remote() {
    return remote;
  }

  /** Where its checks stand. */
  public State state() {
    return state;
  }

  /** Whether it has been nominated and validated: media belongs here. */
  public boolean nominated() {
    return nominated;
  }

  /** The larger the better, depending on our role (RFC 8445 §6.1.2.3). */
  public long priority(IceRole role) {
    long controlling = role == IceRole.CONTROLLING ? local.priority() : remote.priority();
    long controlled = role == IceRole.CONTROLLING ? remote.priority() : local.priority();
    return (Math.min(controlling, controlled) << 32)
        + 2 * Math.max(controlling, controlled)
        + (controlling > controlled ? 1 : 0);
  }

  /** The last measured round trip, or null before the first (W3C currentRoundTripTime). */
  public @Nullable Duration currentRoundTripTime() {
    return currentRttNanos < 0 ? null : Duration.ofNanos(currentRttNanos);
  }

  /** All measured round trips added up (W3C totalRoundTripTime). */
  public Duration totalRoundTripTime() {
    return Duration.ofNanos(totalRttNanos);
  }

  /** Checks sent, without retransmissions and consent checks (W3C requestsSent). */
  public long requestsSent() {
    return requestsSent;
  }

  /** Authenticated checks received (W3C requestsReceived). */
  public long requestsReceived() {
    return requestsReceived;
  }

  /** Answers sent (W3C responsesSent). */
  public long responsesSent() {
    return responsesSent;
  }

  /** Answers received, to checks of any kind (W3C responsesReceived). */
  public long responsesReceived() {
    return responsesReceived;
  }

  /** Consent checks sent (W3C consentRequestsSent). */
  public long consentRequestsSent() {
    return consentRequestsSent;
  }

  /** Checks sent again for want of an answer. */
  public long retransmissionsSent() {
    return retransmissionsSent;
  }

  Generation generation() {
    return generation;
  }

  boolean isValid() {
    return state == State.SUCCEEDED;
  }

  /** Whether a check is still to come, or under way. */
  boolean isOpen() {
    return state == State.WAITING || state == State.IN_PROGRESS;
  }

  boolean connects(InetSocketAddress from, InetSocketAddress to) {
    return remoteAddress.equals(to) && localAddress.equals(from);
  }

  /** Whether a TURN server of ours or theirs is in between, as far as is known. */
  boolean isRelayed() {
    return local.type() == CandidateType.RELAYED || remote.type() == CandidateType.RELAYED;
  }

  /** Whether the other side has proved to be at the remote address, by a check or an answer. */
  boolean isProven() {
    return checkedByPeer || isValid();
  }

  void onHeard(long nowNanos) {
    unanswered = false;
    lastHeardNanos = nowNanos;
  }

  void onCheckSent(long nowNanos) {
    if (!unanswered) {
      unanswered = true;
      unansweredSinceNanos = nowNanos;
    }
    lastCheckNanos = nowNanos;
  }

  void onAnswered(long nowNanos, long rttNanos) {
    onHeard(nowNanos);
    if (state != State.SUCCEEDED) {
      firstValidNanos = nowNanos;
    }
    state = State.SUCCEEDED;
    consentNanos = nowNanos;
    responsesReceived++;
    if (rttNanos >= 0) {
      currentRttNanos = rttNanos;
      totalRttNanos += rttNanos;
    }
  }

  /** A signalled candidate turns out to be one that a check had shown us before. */
  void replaceRemote(Candidate signalled) {
    remote = signalled;
  }

  /** What PRIORITY says: ours, if it turns out to be peer-reflexive (RFC 8445 §7.1.1). */
  long peerReflexivePriority() {
    return Candidate.priority(CandidateType.PEER_REFLEXIVE, (int) (local.priority() >> 8 & 0xffff));
  }

  /** The other side sees us at an address that is none of our candidates (RFC 8445 §7.2.5.3.1). */
  void replaceLocal(Candidate peerReflexive) {
    local = peerReflexive;
  }

  @Override
  public String toString() {
    return localAddress + " <-> " + remoteAddress + " " + remote.type().token() + " " + state;
  }
}
