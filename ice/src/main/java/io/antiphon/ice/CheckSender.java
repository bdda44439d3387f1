package io.antiphon.ice;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;

/** Sends our checks, again if need be (RFC 8445 §7.2.2, §14.3). A lite agent's sends none. */
final class CheckSender {
  private final IceConfig config;
  private final RandomGenerator random;
  private final AgentRole role;
  private final Queue<Transmit> transmits;

  CheckSender(IceConfig config, RandomGenerator random, AgentRole role, Queue<Transmit> transmits) {
    this.config = config;
    this.random = random;
    this.role = role;
    this.transmits = transmits;
  }

  /** A connectivity check, in place of the one that may be under way on this pair. */
  void check(long nowNanos, CandidatePair pair) {
    send(nowNanos, pair, false);
    if (!config.lite() && !pair.isValid()) {
      pair.state = CandidatePair.State.IN_PROGRESS;
    }
  }

  /** A check with USE-CANDIDATE (RFC 8445 §8.1.1). */
  void nominate(long nowNanos, CandidatePair pair) {
    send(nowNanos, pair, true);
    pair.generation().nomination = pair.check;
  }

  private void send(long nowNanos, CandidatePair pair, boolean useCandidate) {
    if (config.lite()) {
      return;
    }
    if (pair.check != null) {
      pair.check.stopRepeating(nowNanos);
    }
    TransactionId id = TransactionId.generate(random);
    ByteBuffer request = request(id, pair, useCandidate);
    long rtoNanos = rtoNanos(pair.generation());
    pair.check =
        Check.connectivity(id, pair, role.get(), useCandidate, request, nowNanos, rtoNanos);
    pair.requestsSent++;
    send(nowNanos, pair.check);
  }

  /**
   * The formula of RFC 8445 §14.3 with a lower floor: all checks that are under way, repeated,
   * together keep to Ta.
   */
  private long rtoNanos(Generation generation) {
    long pacedNanos = config.checkPacing().toNanos() * generation.openPairs();
    return Math.max(config.initialRto().toNanos(), pacedNanos);
  }

  /** A consent check (RFC 7675). */
  void consent(long nowNanos, CandidatePair pair) {
    if (!config.lite()) {
      TransactionId id = TransactionId.generate(random);
      pair.consentRequestsSent++;
      send(nowNanos, Check.consent(id, pair, role.get(), request(id, pair, false), nowNanos));
    }
  }

  private void send(long nowNanos, Check check) {
    check.pair().generation().checks().put(check.id(), check);
    transmit(nowNanos, check);
  }

  private void transmit(long nowNanos, Check check) {
    CandidatePair pair = check.pair();
    pair.onCheckSent(nowNanos);
    transmits.add(new Transmit(pair.localAddress(), pair.remoteAddress(), check.request()));
  }

  private ByteBuffer request(TransactionId id, CandidatePair pair, boolean useCandidate) {
    Generation generation = pair.generation();
    IceCredentials remote = generation.remote();
    StunKey key = generation.remoteKey();
    if (remote == null || key == null) {
      throw new IllegalStateException("a check before the remote credentials");
    }
    StunWriter writer =
        StunWriter.request(id)
            .username(remote.ufrag() + ":" + generation.local().ufrag())
            .priority(pair.peerReflexivePriority())
            .role(role.get(), role.tieBreaker());
    return (useCandidate ? writer.useCandidate() : writer).sign(key);
  }

  /**
   * Sends again what is due.
   *
   * @param persist beyond the usual number, since nothing else works yet
   * @return the checks that have been given up
   */
  List<Check> repeat(long nowNanos, Generation generation, boolean persist) {
    List<Check> due = generation.dueChecks(nowNanos);
    List<Check> givenUp = due.isEmpty() ? due : new ArrayList<>();
    for (Check check : due) {
      if (check.repeat(nowNanos, persist, rtoNanos(generation))) {
        check.pair().retransmissionsSent++;
        transmit(nowNanos, check);
      } else {
        generation.checks().remove(check.id());
        givenUp.add(check);
      }
    }
    return givenUp;
  }
}
