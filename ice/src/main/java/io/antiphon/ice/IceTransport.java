package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer's path: finds it, keeps it, and moves it (RFC 8445 for one component, RFC 7675).
 *
 * <p>Owns no socket, thread or clock: packets and time come in by the methods, what is to be sent
 * and told comes out of {@link #pollTransmit} and {@link #pollEvent}, to be emptied after each
 * call. All times are nanoseconds of one monotonic clock. Driven by one thread.
 *
 * <p>IPv4 and IPv6 alike.
 */
public final class IceTransport {
  private static final Logger LOG = LoggerFactory.getLogger(IceTransport.class);
  private static final int ROLE_CONFLICT = 487;

  private final IceConfig config;
  private final RandomGenerator random;
  private final AgentRole role;
  private final ConsentFreshness freshness;
  private final Generations generations;
  private final CheckSender sender;
  private final CheckAnswerer answerer;
  private final Nomination nomination;
  private final RejectionCounts counts = new RejectionCounts();
  private final LocalCandidates localCandidates;
  private final Queue<Transmit> transmits = new ArrayDeque<>();
  private final Queue<IceEvent> events = new ArrayDeque<>();
  private IceState state = IceState.NEW;

  /** The pair to send on, as last reported. */
  private @Nullable CandidatePair path;

  private long nextPacedNanos;
  private boolean searchedElsewhere;
  private boolean connectDeadlineSet;
  private long connectDeadlineNanos;

  /**
   * A transport in state {@link IceState#NEW}, with new credentials.
   *
   * @param config its settings
   * @param role controlling if we made the offer (RFC 8445 §6.1.1); a lite one is always controlled
   * @param random for credentials, transaction IDs and the tie-breaker: one that cannot be guessed,
   *     except in tests
   */
  public IceTransport(IceConfig config, IceRole role, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.role = new AgentRole(role, config.lite(), random);
    this.freshness = new ConsentFreshness(config, random);
    this.generations = new Generations(IceCredentials.generate(random));
    this.localCandidates = new LocalCandidates(generations);
    this.sender = new CheckSender(config, random, this.role, transmits);
    this.answerer = new CheckAnswerer(generations, this.role, counts, transmits);
    this.nomination = new Nomination(this.role, sender, generations);
  }

  /** Ours, to be signalled to the other side; new after each {@link #restart}. */
  public IceCredentials localCredentials() {
    return generations.current().local();
  }

  /** Our role at present; a conflict may change it (RFC 8445 §7.3.1.1). */
  public IceRole role() {
    return role.get();
  }

  /** Sets our role, as the signalling has it. A lite transport remains controlled. */
  public void setRole(IceRole newRole) {
    role.set(newRole);
  }

  /**
   * Says that the other side is lite ({@code a=ice-lite}): then we are controlling (RFC 8445
   * §6.1.1). To be called before {@link #setRemoteCredentials}.
   */
  public void setRemoteLite(boolean lite) {
    if (lite) {
      role.set(IceRole.CONTROLLING);
    }
  }

  /**
   * Adds a candidate of ours.
   *
   * @param candidate what the other side is told: a host candidate, or what a 1:1 NAT makes of it
   * @param boundAddress where its packets leave from
   */
  public void addLocalCandidate(Candidate candidate, InetSocketAddress boundAddress) {
    localCandidates.add(new LocalCandidate(candidate, boundAddress));
  }

  /** Ours, to be signalled to the other side. */
  public List<Candidate> localCandidates() {
    return localCandidates.toList();
  }

  /**
   * Sets what the other side has signalled; checks begin. Checks of the other side that came before
   * have been answered, and are acted on now. The same credentials once more change nothing.
   *
   * @throws IllegalStateException if there are others already: that is a restart of the other side,
   *     which calls for {@link #restart} first
   */
  public void setRemoteCredentials(long nowNanos, IceCredentials remote) {
    Generation current = generations.current();
    if (state == IceState.CLOSED || remote.equals(current.remote())) {
      return;
    }
    if (current.remote() != null) {
      throw new IllegalStateException("other remote credentials, and no restart before");
    }
    current.setRemote(remote);
    current.remoteCandidates().forEach(localCandidates::pairWith);
    for (RemoteCheck early : current.takeEarlyChecks()) {
      if (early.remoteUfrag().equals(remote.ufrag())) {
        onCheck(nowNanos, current, early);
      }
      generations.forgetUnlessKnown(early.remote());
    }
    setConnectDeadline(nowNanos);
    nextPacedNanos = nowNanos;
    sendPacedCheck(nowNanos);
    refresh(nowNanos);
  }

  /**
   * Adds a candidate of the other side, now or at any later time. What cannot be used is ignored
   * with a debug line: TCP, another component than 1, host names such as those of mDNS ({@code
   * .local}), one of another generation, and all beyond the fiftieth.
   */
  public void addRemoteCandidate(long nowNanos, Candidate candidate) {
    if (state == IceState.CLOSED) {
      return;
    }
    String unusable = generations.current().remoteCandidates().add(candidate);
    if (unusable != null) {
      LOG.debug("Ignored remote candidate, {}: {}", unusable, candidate);
      return;
    }
    localCandidates.pairWith(candidate);
    sendPacedCheck(nowNanos);
  }

  /** No more candidates of the other side will come; peer-reflexive ones still may. */
  public void endOfRemoteCandidates(long nowNanos) {
    generations.current().endOfRemoteCandidates = true;
    refresh(nowNanos);
  }

  /**
   * Begins anew (RFC 8445 §9), whichever side wishes it: new credentials of ours; those of the
   * other side, and its candidates, are to be given again. The ports stay. The old pair carries the
   * media until a new one is selected.
   */
  public void restart(long nowNanos) {
    if (state == IceState.CLOSED) {
      return;
    }
    generations.restart(IceCredentials.generate(random), path == null ? null : path.generation());
    connectDeadlineSet = false;
    if (state != IceState.NEW && path == null) {
      changeState(IceState.CHECKING);
    }
    refresh(nowNanos);
  }

  /**
   * Takes a STUN datagram (first byte 0 to 3, RFC 7983). Whatever is wrong with it, it is counted
   * in {@link #statistics} and dropped without an answer.
   *
   * @param local the bound address that it came to
   * @param remote where it came from
   * @param stun position to limit; only read during the call, and left as it was
   */
  public void receive(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer stun) {
    if (state == IceState.CLOSED || state == IceState.FAILED) {
      return;
    }
    try {
      StunMessage message = StunMessage.parse(stun);
      if (message.isRequest()) {
        onRequest(nowNanos, local, remote, message);
      } else if (message.isSuccess() || message.isError()) {
        onResponse(nowNanos, local, remote, message);
      }
      // Indications are nothing but keep-alives (RFC 8445 §11), and prove nothing.
    } catch (StunFormatException e) {
      counts.malformed++;
      LOG.trace("Dropped a datagram from {}: {}", remote, e.getMessage());
      return;
    }
    refresh(nowNanos);
  }

  /**
   * Whether the other side has proved to be at this address, by an authenticated check or an answer
   * to one of ours: may DTLS and SRTP from there be believed? A check suffices, since a controlling
   * side may begin its DTLS handshake before it has answered ours. Allocates nothing.
   */
  public boolean isValidated(InetSocketAddress remote) {
    return (path != null && path.remoteAddress().equals(remote)) || generations.isProven(remote);
  }

  /**
   * Something authenticated other than STUN has come from there: the path is alive. Allocates
   * nothing.
   */
  public void onPayload(long nowNanos, InetSocketAddress remote) {
    if (path != null && path.remoteAddress().equals(remote)) {
      path.onHeard(nowNanos);
      if (state == IceState.DISCONNECTED) {
        refresh(nowNanos);
      }
    }
  }

  private void onRequest(
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
    pair.checkedByPeer = true;
    if (config.lite()) {
      pair.state = CandidatePair.State.SUCCEEDED;
      pair.consentNanos = nowNanos;
    } else if (!pair.isValid() && isTriggering(nowNanos, pair)) {
      sender.check(nowNanos, pair);
    }
    if (check.useCandidate()) {
      nomination.onUseCandidate(nowNanos, pair);
    }
    if (path != null && path != pair && freshness.isWorthProbing(path, nowNanos)) {
      sender.consent(nowNanos, path);
    }
  }

  /** A check of ours on this pair that has only just left need not be repeated. */
  private boolean isTriggering(long nowNanos, CandidatePair pair) {
    return pair.check == null || nowNanos - pair.lastCheckNanos >= config.checkPacing().toNanos();
  }

  private void onResponse(
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
      onCheckFailed(nowNanos, check);
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

  private void onCheckFailed(long nowNanos, Check check) {
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

  /** Sends the next ordinary check, unless it is too early for that (RFC 8445 §6.1.4.2). */
  private void sendPacedCheck(long nowNanos) {
    CandidatePair next = isSearching() ? nextWaiting() : null;
    if (next != null && nextPacedNanos - nowNanos <= 0) {
      sender.check(nowNanos, next);
      nextPacedNanos = nowNanos + config.checkPacing().toNanos();
    }
  }

  private boolean isSearching() {
    Generation current = generations.current();
    return !config.lite() && current.remote() != null && current.selected() == null;
  }

  private @Nullable CandidatePair nextWaiting() {
    return generations.current().best(CandidatePair.State.WAITING, role.get());
  }

  /** Lets time pass: sends what is due, and notices what has not come. */
  public void advanceTo(long nowNanos) {
    if (state == IceState.CLOSED || state == IceState.FAILED) {
      return;
    }
    repeatChecks(nowNanos, generations.current());
    Generation previous = generations.previous();
    if (previous != null) {
      repeatChecks(nowNanos, previous);
    }
    sendPacedCheck(nowNanos);
    nomination.nominateIfNone(nowNanos, generations.current());
    if (path != null && freshness.nextCheckNanos(path) - nowNanos <= 0) {
      if (freshness.isRegularCheckDue(nowNanos)) {
        freshness.schedule(nowNanos);
      }
      sender.consent(nowNanos, path);
    }
    refresh(nowNanos);
  }

  private void repeatChecks(long nowNanos, Generation generation) {
    for (Check check : sender.repeat(nowNanos, generation, path == null)) {
      onCheckFailed(nowNanos, check);
    }
  }

  /** Brings path and state into line with what has happened. */
  private void refresh(long nowNanos) {
    if (state == IceState.CLOSED || state == IceState.FAILED) {
      return;
    }
    Generation bereft = expireConsent(nowNanos) && path != null ? path.generation() : null;
    if (path != null && freshness.isDead(path, nowNanos)) {
      nomination.leave(nowNanos, path);
    }
    follow(nowNanos, bestPath());
    if (path == null && bereft == generations.current()) {
      fail("consent to send has expired (RFC 7675)");
      return;
    }
    if (path == null && bereft != null && !connectDeadlineSet) {
      setConnectDeadline(nowNanos);
    }
    changeState(stateNow(nowNanos));
    if (isConnecting() && connectDeadlineNanos - nowNanos <= 0) {
      fail("no pair has worked for " + config.connectTimeout().toMillis() + " ms");
      return;
    }
    if (state == IceState.DISCONNECTED && !searchedElsewhere) {
      searchElsewhere(nowNanos);
    }
    searchedElsewhere = state == IceState.DISCONNECTED;
  }

  /** Whether the path has just lost its consent; other pairs lose theirs without a word. */
  private boolean expireConsent(long nowNanos) {
    boolean lost = generations.current().expireConsent(nowNanos, freshness, path);
    Generation previous = generations.previous();
    if (previous != null) {
      lost |= previous.expireConsent(nowNanos, freshness, path);
      if (previous.best(CandidatePair.State.SUCCEEDED, role.get()) == null) {
        generations.dropPrevious();
      }
    }
    return lost;
  }

  private @Nullable CandidatePair bestPath() {
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
    if (best != null && best != path) {
      freshness.schedule(nowNanos);
      events.add(new IceEvent.SelectedPairChanged(best));
      LOG.debug("Path: {}", best);
    }
    path = best;
  }

  /** The path has gone silent: perhaps another pair still works. */
  private void searchElsewhere(long nowNanos) {
    for (CandidatePair pair : generations.current().pairs()) {
      if (pair != path && pair.state != CandidatePair.State.FAILED) {
        sender.check(nowNanos, pair);
      }
    }
  }

  private IceState stateNow(long nowNanos) {
    Generation current = generations.current();
    if (path == null) {
      boolean begun = current.remote() != null || state != IceState.NEW;
      return begun ? IceState.CHECKING : IceState.NEW;
    }
    boolean restarting = generations.previous() != null;
    if (freshness.isSilent(path, nowNanos)) {
      return restarting ? IceState.CHECKING : IceState.DISCONNECTED;
    }
    boolean complete = current.selected() != null && current.endOfRemoteCandidates && !restarting;
    return complete && state != IceState.DISCONNECTED ? IceState.COMPLETED : IceState.CONNECTED;
  }

  private void changeState(IceState next) {
    if (next != state) {
      LOG.debug("{} -> {}", state, next);
      state = next;
      events.add(new IceEvent.StateChanged(next));
    }
  }

  private void setConnectDeadline(long nowNanos) {
    connectDeadlineSet = true;
    connectDeadlineNanos = nowNanos + config.connectTimeout().toNanos();
  }

  private boolean isConnecting() {
    return connectDeadlineSet && state == IceState.CHECKING;
  }

  private void fail(String reason) {
    generations.dropPrevious();
    generations.current().checks().clear();
    path = null;
    events.add(new IceEvent.Failed(reason));
    changeState(IceState.FAILED);
  }

  /** When to call {@link #advanceTo}, if nothing arrives before; empty if time changes nothing. */
  public OptionalLong nextTimeoutNanos() {
    if (state == IceState.CLOSED || state == IceState.FAILED) {
      return OptionalLong.empty();
    }
    Earliest earliest = new Earliest();
    generations.considerChecks(earliest);
    if (isSearching() && nextWaiting() != null) {
      earliest.consider(nextPacedNanos);
    }
    nomination.consider(earliest, generations.current());
    if (isConnecting()) {
      earliest.consider(connectDeadlineNanos);
    }
    if (path != null) {
      earliest.consider(freshness.expiryNanos(path));
      if (!config.lite()) {
        earliest.consider(freshness.nextCheckNanos(path));
      }
      if (state.isConnected()) {
        earliest.consider(freshness.silentNanos(path));
      }
    }
    return earliest.get();
  }

  /** The next datagram to send, or null. */
  public @Nullable Transmit pollTransmit() {
    return transmits.poll();
  }

  /** The next thing to tell, or null. */
  public @Nullable IceEvent pollEvent() {
    return events.poll();
  }

  /** Where it stands. */
  public IceState state() {
    return state;
  }

  /**
   * The pair to send payload on: the selected one; before nomination, the best that is valid; after
   * a restart, the old one until there is a new. Null if there is none: nothing may be sent.
   */
  public @Nullable CandidatePair selectedPair() {
    return path;
  }

  /** Every pair of the present generation, for statistics. */
  public List<CandidatePair> pairs() {
    return List.copyOf(generations.current().pairs());
  }

  /** What has been thrown away so far. */
  public IceStatistics statistics() {
    return counts.snapshot();
  }

  /** Ends it: nothing more is sent, nothing that comes is read. Idempotent. */
  public void close() {
    transmits.clear();
    path = null;
    changeState(IceState.CLOSED);
  }

  /** How many datagrams have been dropped as forged or nobody's. */
  long rejected() {
    return counts.total();
  }

  /** Whether an answer with this ID would be expected. */
  boolean awaits(TransactionId id) {
    return generations.check(id) != null;
  }

  /** Tells the observer of everything that it should know, and from now on of every change. */
  void observe(RouteObserver observer) {
    generations.observe(observer);
  }
}
