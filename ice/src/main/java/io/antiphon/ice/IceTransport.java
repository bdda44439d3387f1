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

  private final RandomGenerator random;
  private final AgentRole role;
  private final Generations generations;
  private final LocalCandidates localCandidates;
  private final ConnectivityChecks checks;
  private final SelectedPath path;
  private final AgentState state;
  private final RejectionCounts counts = new RejectionCounts();
  private final Queue<Transmit> transmits = new ArrayDeque<>();
  private final Queue<IceEvent> events = new ArrayDeque<>();

  /**
   * A transport in state {@link IceState#NEW}, with new credentials.
   *
   * @param config its settings
   * @param role controlling if we made the offer (RFC 8445 §6.1.1); a lite one is always controlled
   * @param random for credentials, transaction IDs and the tie-breaker: one that cannot be guessed,
   *     except in tests
   */
  public IceTransport(IceConfig config, IceRole role, RandomGenerator random) {
    this.random = random;
    this.role = new AgentRole(role, config.lite(), random);
    ConsentFreshness freshness = new ConsentFreshness(config, random);
    this.generations = new Generations(IceCredentials.generate(random));
    this.localCandidates = new LocalCandidates(generations);
    CheckSender sender = new CheckSender(config, random, this.role, transmits);
    CheckAnswerer answerer = new CheckAnswerer(generations, this.role, counts, transmits);
    Nomination nomination = new Nomination(this.role, sender, generations);
    this.path =
        new SelectedPath(config, this.role, freshness, generations, sender, nomination, events);
    this.state = new AgentState(config, generations, path, events);
    this.checks =
        new ConnectivityChecks(
            config,
            this.role,
            generations,
            localCandidates,
            sender,
            answerer,
            nomination,
            path,
            counts,
            events);
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
    if (state.get() == IceState.CLOSED || remote.equals(current.remote())) {
      return;
    }
    if (current.remote() != null) {
      throw new IllegalStateException("other remote credentials, and no restart before");
    }
    current.setRemote(remote);
    current.remoteCandidates().forEach(localCandidates::pairWith);
    state.onSearch(nowNanos);
    checks.begin(nowNanos, current, remote);
    state.refresh(nowNanos);
  }

  /**
   * Adds a candidate of the other side, now or at any later time. What cannot be used is ignored
   * with a debug line: TCP, another component than 1, host names such as those of mDNS ({@code
   * .local}), one of another generation, and all beyond the fiftieth.
   */
  public void addRemoteCandidate(long nowNanos, Candidate candidate) {
    if (state.get() == IceState.CLOSED) {
      return;
    }
    String unusable = generations.current().remoteCandidates().add(candidate);
    if (unusable != null) {
      LOG.debug("Ignored remote candidate, {}: {}", unusable, candidate);
      return;
    }
    localCandidates.pairWith(candidate);
    checks.sendPaced(nowNanos);
  }

  /** No more candidates of the other side will come; peer-reflexive ones still may. */
  public void endOfRemoteCandidates(long nowNanos) {
    generations.current().endOfRemoteCandidates = true;
    state.refresh(nowNanos);
  }

  /**
   * Begins anew (RFC 8445 §9), whichever side wishes it: new credentials of ours; those of the
   * other side, and its candidates, are to be given again. The ports stay. The old pair carries the
   * media until a new one is selected.
   */
  public void restart(long nowNanos) {
    if (state.get() == IceState.CLOSED) {
      return;
    }
    CandidatePair carrying = path.pair();
    generations.restart(
        IceCredentials.generate(random), carrying == null ? null : carrying.generation());
    state.onRestart();
    state.refresh(nowNanos);
  }

  /**
   * Forgets our candidates, to be called after a {@link #restart} before others are added: what is
   * looked for from now on is looked for with those alone. The old pair carries the media all the
   * same until a new one is selected.
   */
  public void removeLocalCandidates() {
    localCandidates.clear();
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
    if (state.isOver()) {
      return;
    }
    try {
      StunMessage message = StunMessage.parse(stun);
      if (message.isRequest()) {
        checks.onRequest(nowNanos, local, remote, message);
      } else if (message.isSuccess() || message.isError()) {
        checks.onResponse(nowNanos, local, remote, message);
      }
      // Indications are nothing but keep-alives (RFC 8445 §11), and prove nothing.
    } catch (StunFormatException e) {
      counts.malformed++;
      LOG.trace("Dropped a datagram from {}: {}", remote, e.getMessage());
      return;
    }
    state.refresh(nowNanos);
  }

  /**
   * Whether the other side has proved to be at this address, by an authenticated check or an answer
   * to one of ours: may DTLS and SRTP from there be believed? A check suffices, since a controlling
   * side may begin its DTLS handshake before it has answered ours. Allocates nothing.
   */
  public boolean isValidated(InetSocketAddress remote) {
    return path.leadsTo(remote) || generations.isProven(remote);
  }

  /**
   * Something authenticated other than STUN has come from there: the path is alive. Allocates
   * nothing.
   */
  public void onPayload(long nowNanos, InetSocketAddress remote) {
    if (path.leadsTo(remote)) {
      path.onPayload(nowNanos);
      if (state.get() == IceState.DISCONNECTED) {
        state.refresh(nowNanos);
      }
    }
  }

  /** Lets time pass: sends what is due, and notices what has not come. */
  public void advanceTo(long nowNanos) {
    if (state.isOver()) {
      return;
    }
    checks.advanceTo(nowNanos);
    path.askIfDue(nowNanos);
    state.refresh(nowNanos);
  }

  /** When to call {@link #advanceTo}, if nothing arrives before; empty if time changes nothing. */
  public OptionalLong nextTimeoutNanos() {
    if (state.isOver()) {
      return OptionalLong.empty();
    }
    Earliest earliest = new Earliest();
    checks.consider(earliest);
    state.consider(earliest);
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
    return state.get();
  }

  /**
   * The pair to send payload on: the selected one; before nomination, the best that is valid; after
   * a restart, the old one until there is a new. Null if there is none: nothing may be sent.
   */
  public @Nullable CandidatePair selectedPair() {
    return path.pair();
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
    state.close();
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
