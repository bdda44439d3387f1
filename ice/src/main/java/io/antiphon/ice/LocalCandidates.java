package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our candidates, and the pairs that they make with the other side's (RFC 8445 §6.1.2.2). */
final class LocalCandidates {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCandidates.class);
  private final Generations generations;
  private final List<LocalCandidate> candidates = new ArrayList<>();

  LocalCandidates(Generations generations) {
    this.generations = generations;
  }

  void add(LocalCandidate added) {
    candidates.add(added);
    for (Candidate theirs : generations.current().remoteCandidates()) {
      formPair(added, theirs);
    }
  }

  /** Whether packets of one of ours leave from there, and come to it; or did, before a restart. */
  boolean hasBase(InetSocketAddress local) {
    for (LocalCandidate ours : candidates) {
      if (ours.boundAddress().equals(local)) {
        return true;
      }
    }
    Generation before = generations.previous();
    return before != null && before.hasBase(local);
  }

  void clear() {
    candidates.clear();
  }

  List<Candidate> toList() {
    return candidates.stream().map(LocalCandidate::candidate).toList();
  }

  /** Pairs a signalled candidate with each of ours, as soon as the credentials are there. */
  void pairWith(Candidate theirs) {
    candidates.forEach(ours -> formPair(ours, theirs));
  }

  private void formPair(LocalCandidate ours, Candidate theirs) {
    Generation current = generations.current();
    IceCredentials remote = current.remote();
    InetSocketAddress to = theirs.socketAddress();
    if (remote == null || to == null) {
      return;
    }
    if (theirs.ufrag() != null && !remote.ufrag().equals(theirs.ufrag())) {
      LOG.debug("Ignored remote candidate of another generation: {}", theirs);
      return;
    }
    CandidatePair known = current.find(ours.boundAddress(), to);
    if (known != null && known.remote().type() == CandidateType.PEER_REFLEXIVE) {
      known.replaceRemote(theirs);
    } else if (known == null && current.pair(ours, theirs, to) != null) {
      generations.observer().onRemote(to);
    }
  }

  /**
   * The pair that a check came over, made now if the address is new: peer-reflexive (RFC 8445
   * §7.3.1.3). Null if there are too many already.
   */
  @Nullable CandidatePair pairOf(Generation generation, RemoteCheck check) {
    CandidatePair pair = generation.find(check.local(), check.remote());
    if (pair != null) {
      return pair;
    }
    for (LocalCandidate ours : candidates) {
      if (ours.boundAddress().equals(check.local())) {
        Candidate theirs = Candidate.peerReflexive(check.remote(), Math.max(1, check.priority()));
        LOG.debug("Peer-reflexive candidate: {}", theirs);
        return generation.pair(ours, theirs, check.remote());
      }
    }
    return null;
  }

  /**
   * The other side sees us at this address: another of ours, or new to us (RFC 8445 §7.2.5.3.1).
   */
  void onMappedAddress(CandidatePair pair, @Nullable InetSocketAddress mapped) {
    if (mapped == null || mapped.equals(pair.local().socketAddress())) {
      return;
    }
    for (LocalCandidate ours : candidates) {
      if (mapped.equals(ours.candidate().socketAddress())) {
        pair.replaceLocal(ours.candidate());
        return;
      }
    }
    pair.replaceLocal(Candidate.peerReflexive(mapped, pair.peerReflexivePriority()));
  }
}
