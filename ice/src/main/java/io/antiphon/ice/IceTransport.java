package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
  private static final int UNKNOWN_ATTRIBUTE = 420;
  private static final int MAX_REMOTE_CANDIDATES = 50;

  /** Nominations closer together than this are one aggressive volley, not a change of mind. */
  private static final long VOLLEY_NANOS = 500_000_000L;

  private final IceConfig config;
  private final RandomGenerator random;
  private final ConsentFreshness freshness;
  private final List<LocalCandidate> localCandidates = new ArrayList<>();
  private final Queue<Transmit> transmits = new ArrayDeque<>();
  private final Queue<IceEvent> events = new ArrayDeque<>();
  private RouteObserver observer = RouteObserver.NONE;
  private IceRole role;
  private long tieBreaker;
  private IceState state = IceState.NEW;
  private Generation current;

  /** The generation before a restart, as long as its pair carries the media. */
  private @Nullable Generation previous;

  /** The pair to send on, as last reported. */
  private @Nullable CandidatePair path;

  private long nextPacedNanos;
  private boolean searchedElsewhere;
  private boolean connectDeadlineSet;
  private long connectDeadlineNanos;
  private long malformed;
  private long unauthenticated;
  private long misaddressed;
  private long unmatched;

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
    this.role = config.lite() ? IceRole.CONTROLLED : role;
    this.random = random;
    this.freshness = new ConsentFreshness(config, random);
    this.tieBreaker = random.nextLong();
    this.current = new Generation(IceCredentials.generate(random));
  }

  /** Ours, to be signalled to the other side; new after each {@link #restart}. */
  public IceCredentials localCredentials() {
    return current.local();
  }

  /** Our role at present; a conflict may change it (RFC 8445 §7.3.1.1). */
  public IceRole role() {
    return role;
  }

  /** Sets our role, as the signalling has it. A lite transport remains controlled. */
  public void setRole(IceRole newRole) {
    if (!config.lite()) {
      role = newRole;
    }
  }

  /**
   * Says that the other side is lite ({@code a=ice-lite}): then we are controlling (RFC 8445
   * §6.1.1). To be called before {@link #setRemoteCredentials}.
   */
  public void setRemoteLite(boolean lite) {
    if (lite) {
      setRole(IceRole.CONTROLLING);
    }
  }

  /**
   * Adds a candidate of ours.
   *
   * @param candidate what the other side is told: a host candidate, or what a 1:1 NAT makes of it
   * @param boundAddress where its packets leave from
   */
  public void addLocalCandidate(Candidate candidate, InetSocketAddress boundAddress) {
    LocalCandidate added = new LocalCandidate(candidate, boundAddress);
    localCandidates.add(added);
    for (Candidate theirs : current.remoteCandidates()) {
      formPair(added, theirs);
    }
  }

  /** Ours, to be signalled to the other side. */
  public List<Candidate> localCandidates() {
    return localCandidates.stream().map(LocalCandidate::candidate).toList();
  }

  /**
   * Sets what the other side has signalled; checks begin. Checks of the other side that came before
   * have been answered, and are acted on now. The same credentials once more change nothing.
   *
   * @throws IllegalStateException if there are others already: that is a restart of the other side,
   *     which calls for {@link #restart} first
   */
  public void setRemoteCredentials(long nowNanos, IceCredentials remote) {
    if (state == IceState.CLOSED || remote.equals(current.remote())) {
      return;
    }
    if (current.remote() != null) {
      throw new IllegalStateException("other remote credentials, and no restart before");
    }
    current.setRemote(remote);
    for (Candidate candidate : current.remoteCandidates()) {
      formPairs(candidate);
    }
    for (EarlyCheck early : current.takeEarlyChecks()) {
      if (early.remoteUfrag().equals(remote.ufrag())) {
        onCheck(nowNanos, current, early);
      } else {
        forget(early.remote());
      }
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
    String unusable = whyUnusable(candidate);
    if (unusable != null) {
      LOG.debug("Ignored remote candidate, {}: {}", unusable, candidate);
      return;
    }
    current.remoteCandidates().add(candidate);
    formPairs(candidate);
    sendPacedCheck(nowNanos);
  }

  private @Nullable String whyUnusable(Candidate candidate) {
    if (!candidate.isUdp()) {
      return "not UDP";
    }
    if (candidate.component() != Candidate.COMPONENT_RTP) {
      return "another component";
    }
    InetSocketAddress address = candidate.socketAddress();
    if (address == null) {
      return "a host name";
    }
    if (address.getPort() == 0
        || address.getAddress().isAnyLocalAddress()
        || address.getAddress().isMulticastAddress()) {
      return "nowhere to send to";
    }
    return current.remoteCandidates().size() >= MAX_REMOTE_CANDIDATES ? "one too many" : null;
  }

  /** No more candidates of the other side will come; peer-reflexive ones still may. */
  public void endOfRemoteCandidates(long nowNanos) {
    current.endOfRemoteCandidates = true;
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
    Generation carrying = path != null ? path.generation() : null;
    Generation old = current;
    Generation older = previous;
    current = new Generation(IceCredentials.generate(random));
    previous = carrying;
    observer.onUfrag(current.local().ufrag());
    if (old != carrying) {
      drop(old);
    }
    if (older != null && older != carrying) {
      drop(older);
    }
    connectDeadlineSet = false;
    if (state != IceState.NEW && path == null) {
      changeState(IceState.CHECKING);
    }
    refresh(nowNanos);
  }

  private void drop(Generation generation) {
    observer.onUfragGone(generation.local().ufrag());
    if (previous == generation) {
      previous = null;
    }
    for (InetSocketAddress address : generation.remoteAddresses()) {
      forget(address);
    }
  }

  private void forget(InetSocketAddress address) {
    boolean known = current.knows(address) || (previous != null && previous.knows(address));
    if (!known) {
      observer.onRemoteGone(address);
    }
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
      malformed++;
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
    if (path != null && path.remoteAddress().equals(remote)) {
      return true;
    }
    return current.isProven(remote) || (previous != null && previous.isProven(remote));
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
    String username = request.username();
    int colon = username == null ? -1 : username.indexOf(':');
    Generation generation =
        username == null || colon < 0 ? null : generationOf(username.substring(0, colon));
    if (username == null || generation == null) {
      misaddressed++;
      return;
    }
    // RFC 8489 §9.1.3 would have us answer 400 and 401. Nobody we know needs that answer, and
    // whoever sends from a forged address is to get nothing out of us.
    if (!request.isSignedWith(generation.localKey())) {
      unauthenticated++;
      return;
    }
    String remoteUfrag = username.substring(colon + 1);
    IceCredentials expected = generation.remote();
    if (expected != null && !expected.ufrag().equals(remoteUfrag)) {
      misaddressed++;
      return;
    }
    if (answer(nowNanos, generation, local, remote, request)) {
      EarlyCheck check =
          new EarlyCheck(local, remote, request.priority(), request.useCandidate(), remoteUfrag);
      if (expected != null) {
        onCheck(nowNanos, generation, check);
      } else if (generation.remember(check)) {
        observer.onRemoteProven(remote);
      }
    }
  }

  private @Nullable Generation generationOf(String localUfrag) {
    if (current.local().ufrag().equals(localUfrag)) {
      return current;
    }
    return previous != null && previous.local().ufrag().equals(localUfrag) ? previous : null;
  }

  /** Answers an authenticated request; false if by an error (RFC 8445 §7.3.1.1). */
  private boolean answer(
      long nowNanos,
      Generation generation,
      InetSocketAddress local,
      InetSocketAddress remote,
      StunMessage request) {
    TransactionId id = request.transactionId();
    StunWriter answer = StunWriter.success(id).mappedAddress(remote);
    boolean accepted = true;
    List<Character> unknown = request.unknownRequired();
    if (!unknown.isEmpty()) {
      answer =
          StunWriter.error(id, UNKNOWN_ATTRIBUTE, "Unknown Attribute").unknownAttributes(unknown);
      accepted = false;
    } else if (isRefusedForItsRole(nowNanos, request)) {
      answer = StunWriter.error(id, ROLE_CONFLICT, "Role Conflict");
      accepted = false;
    }
    transmits.add(new Transmit(local, remote, answer.sign(generation.localKey())));
    CandidatePair pair = generation.find(local, remote);
    if (pair != null) {
      pair.responsesSent++;
    }
    return accepted;
  }

  /** Settles a role conflict by the tie-breakers: either we change sides, or the other must. */
  private boolean isRefusedForItsRole(long nowNanos, StunMessage request) {
    if (request.role() != role) {
      return false;
    }
    boolean ours = Long.compareUnsigned(tieBreaker, request.tieBreaker()) >= 0;
    if (config.lite() || ours == (role == IceRole.CONTROLLING)) {
      return true;
    }
    changeRole(nowNanos, role.opposite());
    return false;
  }

  private void changeRole(long nowNanos, IceRole newRole) {
    LOG.debug("Role conflict: from now on {}", newRole);
    role = newRole;
    current.nomination = null;
    events.add(new IceEvent.RoleChanged(newRole));
    nominateIfNone(nowNanos, current);
  }

  /** Acts on a check of the other side that has been answered (RFC 8445 §7.3.1.3 to §7.3.1.5). */
  private void onCheck(long nowNanos, Generation generation, EarlyCheck check) {
    CandidatePair pair = pairOf(generation, check);
    if (pair == null) {
      return;
    }
    pair.requestsReceived++;
    pair.onHeard(nowNanos);
    if (!pair.isProven()) {
      observer.onRemoteProven(pair.remoteAddress());
    }
    pair.checkedByPeer = true;
    if (config.lite()) {
      pair.state = CandidatePair.State.SUCCEEDED;
      pair.consentNanos = nowNanos;
    } else if (!pair.isValid() && isTriggering(nowNanos, pair)) {
      sendCheck(nowNanos, pair, false);
    }
    if (check.useCandidate() && role == IceRole.CONTROLLED) {
      pair.nominationPending = true;
      pair.nominatedByPeerNanos = nowNanos;
      followNomination(nowNanos, pair);
    }
    if (path != null && path != pair && freshness.isWorthProbing(path, nowNanos)) {
      sendConsentCheck(nowNanos, path);
    }
  }

  /** The pair that a check came over, made now if the address is new: peer-reflexive. */
  private @Nullable CandidatePair pairOf(Generation generation, EarlyCheck check) {
    CandidatePair pair = generation.find(check.local(), check.remote());
    if (pair != null) {
      return pair;
    }
    for (LocalCandidate ours : localCandidates) {
      if (ours.boundAddress().equals(check.local())) {
        long priority = check.priority() >= 0 ? check.priority() : 1;
        Candidate theirs = Candidate.peerReflexive(check.remote(), priority);
        pair = generation.pair(ours, theirs, check.remote());
        if (pair != null) {
          LOG.debug("Peer-reflexive candidate: {}", theirs);
        }
        return pair;
      }
    }
    return null;
  }

  /** A check of ours on this pair that has only just left need not be repeated. */
  private boolean isTriggering(long nowNanos, CandidatePair pair) {
    return pair.check == null || nowNanos - pair.lastCheckNanos >= config.checkPacing().toNanos();
  }

  private void onResponse(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, StunMessage response) {
    Generation generation = current;
    Check check = current.checks().get(response.transactionId());
    if (check == null && previous != null) {
      generation = previous;
      check = previous.checks().get(response.transactionId());
    }
    StunKey key = generation.remoteKey();
    if (check == null || key == null) {
      unmatched++;
      return;
    }
    if (!response.isSignedWith(key)) {
      unauthenticated++;
      return;
    }
    generation.checks().remove(check.id());
    CandidatePair pair = check.pair();
    if (response.isError()) {
      onError(nowNanos, generation, check, response.errorCode());
    } else if (!pair.connects(local, remote)) {
      // An answer that took another way than the request (RFC 8445 §7.2.5.2.1).
      onCheckFailed(nowNanos, generation, check);
    } else {
      learnMappedAddress(pair, response);
      onSuccess(nowNanos, generation, check);
    }
  }

  private void onSuccess(long nowNanos, Generation generation, Check check) {
    CandidatePair pair = check.pair();
    boolean proven = pair.isProven();
    pair.onAnswered(nowNanos, check.rttNanos(nowNanos));
    if (!proven) {
      observer.onRemoteProven(pair.remoteAddress());
    }
    if (generation.nomination == check) {
      generation.nomination = null;
    }
    if (pair.check != null && pair.check != generation.nomination) {
      pair.check.stopRepeating(nowNanos);
      pair.check = null;
    }
    if (check.useCandidate() && role == IceRole.CONTROLLING) {
      select(nowNanos, pair);
    } else {
      followNomination(nowNanos, pair);
      nominateIfNone(nowNanos, generation);
    }
  }

  private void onError(long nowNanos, Generation generation, Check check, int code) {
    if (code != ROLE_CONFLICT) {
      LOG.debug("A check was answered by error {}: {}", code, check.pair());
      onCheckFailed(nowNanos, generation, check);
      return;
    }
    if (generation.nomination == check) {
      generation.nomination = null;
    }
    if (check.role() == role && !config.lite()) {
      tieBreaker = random.nextLong(); // RFC 8445 §7.2.5.1
      changeRole(nowNanos, role.opposite());
    }
    sendCheck(nowNanos, check.pair(), false);
  }

  private void onCheckFailed(long nowNanos, Generation generation, Check check) {
    CandidatePair pair = check.pair();
    boolean decides = pair.check == check;
    if (generation.nomination == check) {
      generation.nomination = null;
      decides = true;
    }
    // Of the selected pair, consent alone decides.
    if (decides && pair != generation.selected()) {
      pair.check = null;
      pair.state = CandidatePair.State.FAILED;
      nominateIfNone(nowNanos, generation);
    }
  }

  private void learnMappedAddress(CandidatePair pair, StunMessage response) {
    InetSocketAddress mapped = response.mappedAddress();
    if (mapped == null || mapped.equals(pair.local().socketAddress())) {
      return;
    }
    for (LocalCandidate ours : localCandidates) {
      if (mapped.equals(ours.candidate().socketAddress())) {
        pair.replaceLocal(ours.candidate());
        return;
      }
    }
    pair.replaceLocal(Candidate.peerReflexive(mapped, peerReflexivePriority(pair)));
  }

  /** What we say in PRIORITY: ours, if it turned out to be peer-reflexive (RFC 8445 §7.1.1). */
  private static long peerReflexivePriority(CandidatePair pair) {
    int localPreference = (int) (pair.local().priority() >> 8 & 0xffff);
    return Candidate.priority(CandidateType.PEER_REFLEXIVE, localPreference);
  }

  /**
   * Follows the other side's nomination once its pair is valid. A later nomination wins; of those
   * that come in one volley (aggressive nomination), the pair of the highest priority (RFC 8445
   * §8.1.1).
   */
  private void followNomination(long nowNanos, CandidatePair pair) {
    if (!pair.nominationPending || !pair.isValid()) {
      return;
    }
    pair.nominationPending = false;
    Generation generation = pair.generation();
    CandidatePair selected = generation.selected();
    if (selected == null
        || pair.priority(role) > selected.priority(role)
        || pair.nominatedByPeerNanos - generation.selectedNanos() >= VOLLEY_NANOS) {
      select(nowNanos, pair);
    }
  }

  /** Regular nomination (RFC 8445 §8.1.1): as soon as a pair is valid, no second thoughts. */
  private void nominateIfNone(long nowNanos, Generation generation) {
    if (role == IceRole.CONTROLLING
        && generation.selected() == null
        && generation.nomination == null) {
      CandidatePair best = generation.best(CandidatePair.State.SUCCEEDED, role);
      if (best != null) {
        sendCheck(nowNanos, best, true);
      }
    }
  }

  private void select(long nowNanos, CandidatePair pair) {
    Generation generation = pair.generation();
    if (generation.selected() == pair) {
      return;
    }
    generation.select(nowNanos, pair);
    if (generation == current && previous != null) {
      drop(previous);
    }
  }

  private void formPairs(Candidate theirs) {
    for (LocalCandidate ours : localCandidates) {
      formPair(ours, theirs);
    }
  }

  private void formPair(LocalCandidate ours, Candidate theirs) {
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
      observer.onRemote(to);
    }
  }

  /** Sends the next ordinary check, unless it is too early for that (RFC 8445 §6.1.4.2). */
  private void sendPacedCheck(long nowNanos) {
    if (!isSearching() || nextPacedNanos - nowNanos > 0) {
      return;
    }
    CandidatePair next = current.best(CandidatePair.State.WAITING, role);
    if (next != null) {
      sendCheck(nowNanos, next, false);
      nextPacedNanos = nowNanos + config.checkPacing().toNanos();
    }
  }

  private boolean isSearching() {
    return !config.lite() && current.remote() != null && current.selected() == null;
  }

  private void sendCheck(long nowNanos, CandidatePair pair, boolean useCandidate) {
    if (config.lite() || pair.generation().remote() == null) {
      return;
    }
    TransactionId id = TransactionId.generate(random);
    ByteBuffer request = request(id, pair, useCandidate);
    long rtoNanos = config.initialRto().toNanos();
    Check check = Check.connectivity(id, pair, role, useCandidate, request, nowNanos, rtoNanos);
    if (pair.check != null) {
      pair.check.stopRepeating(nowNanos);
    }
    pair.check = check;
    if (useCandidate) {
      pair.generation().nomination = check;
    } else if (!pair.isValid()) {
      pair.state = CandidatePair.State.IN_PROGRESS;
    }
    pair.requestsSent++;
    send(nowNanos, check);
  }

  private void sendConsentCheck(long nowNanos, CandidatePair pair) {
    if (!config.lite()) {
      TransactionId id = TransactionId.generate(random);
      pair.consentRequestsSent++;
      send(nowNanos, Check.consent(id, pair, role, request(id, pair, false), nowNanos));
    }
  }

  private void send(long nowNanos, Check check) {
    CandidatePair pair = check.pair();
    pair.generation().checks().put(check.id(), check);
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
            .priority(peerReflexivePriority(pair))
            .role(role, tieBreaker);
    if (useCandidate) {
      writer.useCandidate();
    }
    return writer.sign(key);
  }

  /** Lets time pass: sends what is due, and notices what has not come. */
  public void advanceTo(long nowNanos) {
    if (state == IceState.CLOSED || state == IceState.FAILED) {
      return;
    }
    repeatChecks(nowNanos, current);
    if (previous != null) {
      repeatChecks(nowNanos, previous);
    }
    sendPacedCheck(nowNanos);
    CandidatePair asked = path;
    if (asked != null && freshness.nextCheckNanos(asked) - nowNanos <= 0 && !config.lite()) {
      if (freshness.isRegularCheckDue(nowNanos)) {
        freshness.schedule(nowNanos);
      }
      sendConsentCheck(nowNanos, asked);
    }
    refresh(nowNanos);
  }

  private void repeatChecks(long nowNanos, Generation generation) {
    for (Check check : generation.dueChecks(nowNanos)) {
      CandidatePair pair = check.pair();
      if (check.repeat(nowNanos, path == null)) {
        pair.retransmissionsSent++;
        pair.onCheckSent(nowNanos);
        transmits.add(new Transmit(pair.localAddress(), pair.remoteAddress(), check.request()));
      } else {
        generation.checks().remove(check.id());
        onCheckFailed(nowNanos, generation, check);
      }
    }
  }

  /** Brings path and state into line with what has happened. */
  private void refresh(long nowNanos) {
    if (state == IceState.CLOSED || state == IceState.FAILED) {
      return;
    }
    Generation bereft = expireConsent(nowNanos) && path != null ? path.generation() : null;
    leaveDeadPath(nowNanos);
    CandidatePair best = bestPath();
    if (best != null && best != path) {
      freshness.schedule(nowNanos);
      events.add(new IceEvent.SelectedPairChanged(best));
      LOG.debug("Path: {}", best);
    }
    path = best;
    if (best == null && bereft == current) {
      fail("consent to send has expired (RFC 7675)");
      return;
    }
    if (best == null && bereft != null && !connectDeadlineSet) {
      setConnectDeadline(nowNanos);
    }
    changeState(stateNow(nowNanos));
    if (isConnecting() && connectDeadlineNanos - nowNanos <= 0) {
      fail("no pair has worked for " + config.connectTimeout().toMillis() + " ms");
    } else if (state == IceState.DISCONNECTED && !searchedElsewhere) {
      searchElsewhere(nowNanos);
    }
    searchedElsewhere = state == IceState.DISCONNECTED;
  }

  /** The path has gone silent: perhaps another pair still works. */
  private void searchElsewhere(long nowNanos) {
    for (CandidatePair pair : current.pairs()) {
      if (pair != path && pair.state != CandidatePair.State.FAILED) {
        sendCheck(nowNanos, pair, false);
      }
    }
  }

  private void setConnectDeadline(long nowNanos) {
    connectDeadlineSet = true;
    connectDeadlineNanos = nowNanos + config.connectTimeout().toNanos();
  }

  /** Whether the path has just lost its consent; others lose theirs without a word. */
  private boolean expireConsent(long nowNanos) {
    boolean lost = expireConsent(nowNanos, current);
    if (previous != null) {
      lost |= expireConsent(nowNanos, previous);
      if (previous.best(CandidatePair.State.SUCCEEDED, role) == null) {
        drop(previous);
      }
    }
    return lost;
  }

  private boolean expireConsent(long nowNanos, Generation generation) {
    boolean lost = false;
    for (int i = 0; i < generation.pairs().size(); i++) {
      CandidatePair pair = generation.pairs().get(i);
      if (pair.isValid() && freshness.isExpired(pair, nowNanos)) {
        pair.state = CandidatePair.State.FAILED;
        pair.checkedByPeer = false;
        lost |= pair == path;
        if (generation.selected() == pair) {
          generation.select(nowNanos, null);
        }
      }
    }
    return lost;
  }

  /** The other side may have moved without a nomination: go where it was heard last. */
  private void leaveDeadPath(long nowNanos) {
    if (path == null || !freshness.isDead(path, nowNanos)) {
      return;
    }
    Generation generation = path.generation();
    CandidatePair rival = generation.heardAfter(path);
    if (rival == null) {
      return;
    }
    if (role == IceRole.CONTROLLED) {
      select(nowNanos, rival);
    } else if (generation.nomination == null || generation.nomination.pair() != rival) {
      sendCheck(nowNanos, rival, true);
    }
  }

  private @Nullable CandidatePair bestPath() {
    if (current.selected() != null) {
      return current.selected();
    }
    if (previous != null) {
      CandidatePair old = previous.selected();
      return old != null ? old : previous.best(CandidatePair.State.SUCCEEDED, role);
    }
    return current.best(CandidatePair.State.SUCCEEDED, role);
  }

  private IceState stateNow(long nowNanos) {
    if (path == null) {
      boolean begun = current.remote() != null || state != IceState.NEW;
      return begun ? IceState.CHECKING : IceState.NEW;
    }
    if (freshness.isSilent(path, nowNanos)) {
      return previous == null ? IceState.DISCONNECTED : IceState.CHECKING;
    }
    boolean complete =
        current.selected() != null && current.endOfRemoteCandidates && previous == null;
    return complete && state != IceState.DISCONNECTED ? IceState.COMPLETED : IceState.CONNECTED;
  }

  private void changeState(IceState next) {
    if (next == state) {
      return;
    }
    LOG.debug("{} -> {}", state, next);
    if (next == IceState.DISCONNECTED && path != null) {
      LOG.debug("Nothing heard from {} any more", path.remoteAddress());
    }
    state = next;
    events.add(new IceEvent.StateChanged(next));
  }

  private boolean isConnecting() {
    return connectDeadlineSet && state == IceState.CHECKING;
  }

  private void fail(String reason) {
    current.checks().clear();
    if (previous != null) {
      drop(previous);
    }
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
    current.considerChecks(earliest);
    if (previous != null) {
      previous.considerChecks(earliest);
    }
    if (isSearching() && current.best(CandidatePair.State.WAITING, role) != null) {
      earliest.consider(nextPacedNanos);
    }
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
    return List.copyOf(current.pairs());
  }

  /** What has been thrown away so far. */
  public IceStatistics statistics() {
    return new IceStatistics(malformed, unauthenticated, misaddressed, unmatched);
  }

  /** Ends it: nothing more is sent, nothing that comes is read. Idempotent. */
  public void close() {
    if (state == IceState.CLOSED) {
      return;
    }
    transmits.clear();
    path = null;
    changeState(IceState.CLOSED);
  }

  /** How many datagrams have been dropped as somebody else's or nobody's. */
  long rejected() {
    return malformed + unauthenticated + misaddressed + unmatched;
  }

  /** Whether an answer with this ID would be expected. */
  boolean awaits(TransactionId id) {
    return current.checks().containsKey(id)
        || (previous != null && previous.checks().containsKey(id));
  }

  /** Tells the observer of everything that it should know, and from now on of every change. */
  void observe(RouteObserver newObserver) {
    observer = newObserver;
    for (Generation generation : previous == null ? List.of(current) : List.of(previous, current)) {
      observer.onUfrag(generation.local().ufrag());
      for (InetSocketAddress address : generation.remoteAddresses()) {
        observer.onRemote(address);
        if (generation.isProven(address)) {
          observer.onRemoteProven(address);
        }
      }
    }
  }
}
