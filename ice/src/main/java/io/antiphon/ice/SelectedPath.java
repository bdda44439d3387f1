package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pair that carries the media: the selected one (RFC 8445 §8.1.1); before nomination, the best
 * that is valid; after a restart, the old one until there is a new. Asked for consent (RFC 7675),
 * and left when it is dead.
 */
final class SelectedPath {
  private static final Logger LOG = LoggerFactory.getLogger(SelectedPath.class);
  private final IceConfig config;
  private final AgentRole role;
  private final ConsentFreshness freshness;
  private final Generations generations;
  private final CheckSender sender;
  private final Nomination nomination;
  private final Queue<IceEvent> events;

  /** As last reported. */
  private @Nullable CandidatePair pair;

  SelectedPath(
      IceConfig config,
      AgentRole role,
      ConsentFreshness freshness,
      Generations generations,
      CheckSender sender,
      Nomination nomination,
      Queue<IceEvent> events) {
    this.config = config;
    this.role = role;
    this.freshness = freshness;
    this.generations = generations;
    this.sender = sender;
    this.nomination = nomination;
    this.events = events;
  }

  @Nullable CandidatePair pair() {
    return pair;
  }

  boolean exists() {
    return pair != null;
  }

  boolean leadsTo(InetSocketAddress remote) {
    return pair != null && pair.remoteAddress().equals(remote);
  }

  void onPayload(long nowNanos) {
    if (pair != null) {
      pair.onHeard(nowNanos);
    }
  }

  /** Another pair is heard: if this one has been quiet for long, it is asked at once. */
  void onRivalHeard(long nowNanos, CandidatePair rival) {
    if (pair != null && pair != rival && freshness.isWorthProbing(pair, nowNanos)) {
      sender.consent(nowNanos, pair);
    }
  }

  /** Asks for consent, if it is time. */
  void askIfDue(long nowNanos) {
    if (pair != null && freshness.nextCheckNanos(pair) - nowNanos <= 0) {
      if (freshness.isRegularCheckDue(nowNanos)) {
        freshness.schedule(nowNanos);
      }
      sender.consent(nowNanos, pair);
    }
  }

  /**
   * Ends what has expired, leaves what is dead and follows what was selected.
   *
   * @return the generation whose pair carried the media and has just lost its consent, or null
   */
  @Nullable Generation refresh(long nowNanos) {
    Generation bereft = expireConsent(nowNanos) && pair != null ? pair.generation() : null;
    if (pair != null && freshness.isDead(pair, nowNanos)) {
      nomination.leave(nowNanos, pair);
    }
    follow(nowNanos, best());
    return bereft;
  }

  /** Whether this path has just lost its consent; other pairs lose theirs without a word. */
  private boolean expireConsent(long nowNanos) {
    boolean lost = generations.current().expireConsent(nowNanos, freshness, pair);
    Generation previous = generations.previous();
    if (previous != null) {
      lost |= previous.expireConsent(nowNanos, freshness, pair);
      if (previous.best(CandidatePair.State.SUCCEEDED, role.get()) == null) {
        generations.dropPrevious();
      }
    }
    return lost;
  }

  private @Nullable CandidatePair best() {
    CandidatePair selected = generations.current().selected();
    if (selected != null) {
      return selected;
    }
    Generation carrying =
        generations.previous() != null ? generations.previous() : generations.current();
    return carrying.selected() != null
        ? carrying.selected()
        : carrying.best(CandidatePair.State.SUCCEEDED, role.get());
  }

  private void follow(long nowNanos, @Nullable CandidatePair best) {
    if (best != null && best != pair) {
      freshness.schedule(nowNanos);
      events.add(new IceEvent.SelectedPairChanged(best));
      LOG.debug("Path: {}", best);
    }
    pair = best;
  }

  boolean isSilent(long nowNanos) {
    return pair != null && freshness.isSilent(pair, nowNanos);
  }

  /** It has gone silent: perhaps another pair still works. */
  void searchElsewhere(long nowNanos) {
    for (CandidatePair other : generations.current().pairs()) {
      if (other != pair && other.state != CandidatePair.State.FAILED) {
        sender.check(nowNanos, other);
      }
    }
  }

  /** When something is to be sent or noticed. */
  void consider(Earliest earliest, boolean connected) {
    if (pair != null) {
      earliest.consider(freshness.expiryNanos(pair));
      if (!config.lite()) {
        earliest.consider(freshness.nextCheckNanos(pair));
      }
      if (connected) {
        earliest.consider(freshness.silentNanos(pair));
      }
    }
  }

  void clear() {
    pair = null;
  }
}
