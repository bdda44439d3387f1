package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks going both ways, and what follows from them (RFC 8445 §7). */
final class ConnectivityChecks {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectivityChecks.class);
  private static final int ROLE_CONFLICT = 487;

  private final IceConfig config;
  private final AgentRole role;
  private final Generations generations;
  private final LocalCandidates localCandidates;
  private final CheckSender sender;
  private final CheckAnswerer answerer;
  private final Nomination nomination;
  private final SelectedPath path;
  private final RejectionCounts counts;
  private final Queue<IceEvent> events;
  private long nextPacedNanos;

  ConnectivityChecks(
      IceConfig config,
      AgentRole role,
      Generations generations,
      LocalCandidates localCandidates,
      CheckSender sender,
      CheckAnswerer answerer,
      Nomination nomination,
      SelectedPath path,
      RejectionCounts counts,
      Queue<IceEvent> events) {
    this.config = config;
    this.role = role;
    this.generations = generations;
    this.localCandidates = localCandidates;
    this.sender = sender;
    this.answerer = answerer;
    this.nomination = nomination;
    this.path = path;
    this.counts = counts;
    this.events = events;
  }

  /** The other side's credentials are here: acts on the checks that came before, and begins. */
  void begin(long nowNanos, Generation generation, IceCredentials remote) {
    for (RemoteCheck early : generation.takeEarlyChecks()) {
      if (early.remoteUfrag().equals(remote.ufrag())) {
        onCheck(nowNanos, generation, early);
      }
      generations.forgetUnlessKnown(early.remote());
    }
    nextPacedNanos = nowNanos;
    sendPaced(nowNanos);
  }

  void onRequest(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, StunMessage request) {
    if (!localCandidates.hasBase(local)) {
      // Only relayed candidates, say: who finds the port all the same is not to learn our address.
      counts.misaddressed++;
      return;
    }
    IceRole before = role.get();
    RemoteCheck check = answerer.answer(local, remote, request);
    reportRole(nowNanos, before);
    Generation generation = answerer.addressee(request);
    if (check == null || generation == null) {
      return;
    }
    if (generation.remote() != null) {
      onCheck(nowNanos, generation, check);
    } else if (generation.remember(check)) {
      generations.observer().onRemoteProven(remote);
    }
  }

  private void reportRole(long nowNanos, IceRole before) {
    if (role.get() != before) {
      LOG.debug("Role conflict: from now on {}", role.get());
      events.add(new IceEvent.RoleChanged(role.get()));
      generations.current().nomination = null;
      nomination.nominateIfNone(nowNanos, generations.current());
    }
  }

  /** Acts on a check of the other side that has been answered (RFC 8445 §7.3.1.3 to §7.3.1.5). */
  private void onCheck(long nowNanos, Generation generation, RemoteCheck check) {
    CandidatePair pair = localCandidates.pairOf(generation, check);
    if (pair == null) {
      return;
    }
    pair.requestsReceived++;
    pair.responsesSent++;
    pair.onHeard(nowNanos);
    if (!pair.isProven()) {
      generations.observer().onRemoteProven(pair.remoteAddress());
    }
    boolean first = !pair.checkedByPeer;
    pair.checkedByPeer = true;
    if (config.lite()) {
      pair.state = CandidatePair.State.SUCCEEDED;
      pair.consentNanos = nowNanos;
    } else if (!pair.isValid() && (first || isTriggering(nowNanos, pair))) {
      sender.check(nowNanos, pair);
    }
    if (check.useCandidate()) {
      nomination.onUseCandidate(nowNanos, pair);
    }
    path.onRivalHeard(nowNanos, pair);
  }

  /**
   * A check of ours on this pair that has only just left need not be repeated. The first of the
   * other side is another matter: it is what opens a NAT, where ours may have perished.
   */
  private boolean isTriggering(long nowNanos, CandidatePair pair) {
    return pair.check == null || nowNanos - pair.lastCheckNanos >= config.checkPacing().toNanos();
  }

  void onResponse(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, StunMessage response) {
    Check check = generations.check(response.transactionId());
    StunKey key = check == null ? null : check.pair().generation().remoteKey();
    if (check == null || key == null) {
      counts.unmatched++;
      return;
    }
    if (!response.isSignedWith(key)) {
      counts.unauthenticated++;
      return;
    }
    CandidatePair pair = check.pair();
    pair.generation().checks().remove(check.id());
    if (response.isError() && response.errorCode() == ROLE_CONFLICT) {
      onRoleConflict(nowNanos, check);
    } else if (response.isError() || !pair.connects(local, remote)) {
      // An answer must take the way of its request (RFC 8445 §7.2.5.2.1).
      LOG.debug("A check was refused: {}", pair);
      onFailed(nowNanos, check);
    } else {
      localCandidates.onMappedAddress(pair, response.mappedAddress());
      onSuccess(nowNanos, check);
    }
  }

  private void onRoleConflict(long nowNanos, Check check) {
    IceRole before = role.get();
    role.onRefused(check.role());
    endNomination(check);
    reportRole(nowNanos, before);
    sender.check(nowNanos, check.pair());
  }

  private void onSuccess(long nowNanos, Check check) {
    CandidatePair pair = check.pair();
    if (!pair.isProven()) {
      generations.observer().onRemoteProven(pair.remoteAddress());
    }
    pair.onAnswered(nowNanos, check.rttNanos(nowNanos));
    endNomination(check);
    if (pair.check != null && pair.check != pair.generation().nomination) {
      pair.check.stopRepeating(nowNanos);
      pair.check = null;
    }
    nomination.onValid(nowNanos, check);
  }

  private void onFailed(long nowNanos, Check check) {
    CandidatePair pair = check.pair();
    boolean decides = endNomination(check) || pair.check == check;
    // Of the selected pair, consent alone decides.
    if (decides && pair != pair.generation().selected()) {
      pair.check = null;
      pair.state = CandidatePair.State.FAILED;
      nomination.nominateIfNone(nowNanos, pair.generation());
    }
  }

  private static boolean endNomination(Check check) {
    Generation generation = check.pair().generation();
    boolean nominating = generation.nomination == check;
    if (nominating) {
      generation.nomination = null;
    }
    return nominating;
  }

  /** Sends what is due, again or for the first time, and nominates what has waited for that. */
  void advanceTo(long nowNanos) {
    repeat(nowNanos, generations.current());
    Generation previous = generations.previous();
    if (previous != null) {
      repeat(nowNanos, previous);
    }
    sendPaced(nowNanos);
    nomination.nominateIfNone(nowNanos, generations.current());
  }

  private void repeat(long nowNanos, Generation generation) {
    for (Check check : sender.repeat(nowNanos, generation, !path.exists())) {
      onFailed(nowNanos, check);
    }
  }

  /** Sends the next ordinary check, unless it is too early for that (RFC 8445 §6.1.4.2). */
  void sendPaced(long nowNanos) {
    CandidatePair next = nextWaiting();
    if (next != null && nextPacedNanos - nowNanos <= 0) {
      sender.check(nowNanos, next);
      nextPacedNanos = nowNanos + config.checkPacing().toNanos();
    }
  }

  private @Nullable CandidatePair nextWaiting() {
    Generation current = generations.current();
    boolean searching = !config.lite() && current.remote() != null && current.selected() == null;
    return searching ? current.best(CandidatePair.State.WAITING, role.get()) : null;
  }

  void consider(Earliest earliest) {
    generations.considerChecks(earliest);
    if (nextWaiting() != null) {
      earliest.consider(nextPacedNanos);
    }
    nomination.consider(earliest, generations.current());
  }
}
