package io.antiphon.ice;

import org.jspecify.annotations.Nullable;

/** Which valid pair is selected: by our nomination, or by following the other side's. */
final class Nomination {
  /** Nominations closer together than this are one aggressive volley, not a change of mind. */
  private static final long VOLLEY_NANOS = 500_000_000L;

  /** How long a relayed pair that works is not nominated, for the sake of a direct one. */
  private static final long DIRECT_PATIENCE_NANOS = 1_000_000_000L;

  private final AgentRole role;
  private final CheckSender sender;
  private final Generations generations;

  Nomination(AgentRole role, CheckSender sender, Generations generations) {
    this.role = role;
    this.sender = sender;
    this.generations = generations;
  }

  /** The other side has sent USE-CANDIDATE on this pair. */
  void onUseCandidate(long nowNanos, CandidatePair pair) {
    if (!role.isControlling()) {
      pair.nominationPending = true;
      pair.nominatedByPeerNanos = nowNanos;
      follow(nowNanos, pair);
    }
  }

  /** A check of ours was answered: the pair is valid. */
  void onValid(long nowNanos, Check check) {
    if (check.useCandidate() && role.isControlling()) {
      select(nowNanos, check.pair());
    } else {
      follow(nowNanos, check.pair());
      nominateIfNone(nowNanos, check.pair().generation());
    }
  }

  /**
   * Follows the other side's nomination once its pair is valid. A later nomination wins; of those
   * that come in one volley (aggressive nomination), the pair of the highest priority (RFC 8445
   * §8.1.1).
   */
  private void follow(long nowNanos, CandidatePair pair) {
    if (!pair.nominationPending || !pair.isValid()) {
      return;
    }
    pair.nominationPending = false;
    Generation generation = pair.generation();
    CandidatePair selected = generation.selected();
    if (selected == null
        || pair.priority(role.get()) > selected.priority(role.get())
        || pair.nominatedByPeerNanos - generation.selectedNanos() >= VOLLEY_NANOS) {
      select(nowNanos, pair);
    }
  }

  /**
   * Regular nomination (RFC 8445 §8.1.1): as soon as a pair is valid, no second thoughts; unless it
   * is relayed and a direct one may still prove valid, which is waited for a second. Meanwhile the
   * relayed one carries the media.
   */
  void nominateIfNone(long nowNanos, Generation generation) {
    CandidatePair best = candidate(generation);
    if (best != null && holdNanos(best) - nowNanos <= 0) {
      sender.nominate(nowNanos, best);
    }
  }

  /** When {@link #nominateIfNone} will have something to do, if nothing else happens before. */
  void consider(Earliest earliest, Generation generation) {
    CandidatePair best = candidate(generation);
    if (best != null) {
      earliest.consider(holdNanos(best));
    }
  }

  private @Nullable CandidatePair candidate(Generation generation) {
    return role.isControlling() && generation.selected() == null && generation.nomination == null
        ? generation.best(CandidatePair.State.SUCCEEDED, role.get())
        : null;
  }

  private static long holdNanos(CandidatePair best) {
    return best.isRelayed() && best.generation().mayFindDirect()
        ? best.firstValidNanos + DIRECT_PATIENCE_NANOS
        : best.firstValidNanos;
  }

  /** The path is dead: the other side may have moved without a nomination. Go where it is heard. */
  void leave(long nowNanos, CandidatePair dead) {
    Generation generation = dead.generation();
    CandidatePair rival = generation.heardAfter(dead);
    if (rival == null) {
      return;
    }
    if (!role.isControlling()) {
      select(nowNanos, rival);
    } else if (generation.nomination == null || generation.nomination.pair() != rival) {
      sender.nominate(nowNanos, rival);
    }
  }

  private void select(long nowNanos, CandidatePair pair) {
    Generation generation = pair.generation();
    if (generation.selected() != pair) {
      generation.select(nowNanos, pair);
      if (generation == generations.current()) {
        generations.dropPrevious();
      }
    }
  }
}
