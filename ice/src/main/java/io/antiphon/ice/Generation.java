package io.antiphon.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lasts from one restart to the next (RFC 8445 §9): the credentials of both sides, the
 * checklist made under them, and the pair that came of it.
 */
final class Generation {
  /** RFC 8445 §6.1.2.5. */
  private static final int MAX_PAIRS = 100;

  private static final int MAX_EARLY_CHECKS = 16;

  private final IceCredentials local;
  private final StunKey localKey;
  private final List<CandidatePair> pairs = new ArrayList<>();
  private final RemoteCandidates remoteCandidates = new RemoteCandidates();
  private final Map<String, RemoteCheck> earlyChecks = new HashMap<>();
  private final Map<TransactionId, Check> checks = new HashMap<>();
  private @Nullable IceCredentials remote;
  private @Nullable StunKey remoteKey;
  private @Nullable CandidatePair selected;
  private long selectedNanos;
  boolean endOfRemoteCandidates;

  /** Our check with USE-CANDIDATE that is under way. */
  @Nullable Check nomination;

  Generation(IceCredentials local) {
    this.local = local;
    this.localKey = new StunKey(local.pwd());
  }

  IceCredentials local() {
    return local;
  }

  StunKey localKey() {
    return localKey;
  }

  @Nullable IceCredentials remote() {
    return remote;
  }

  @Nullable StunKey remoteKey() {
    return remoteKey;
  }

  void setRemote(IceCredentials credentials) {
    remote = credentials;
    remoteKey = new StunKey(credentials.pwd());
  }

  List<CandidatePair> pairs() {
    return pairs;
  }

  RemoteCandidates remoteCandidates() {
    return remoteCandidates;
  }

  Map<TransactionId, Check> checks() {
    return checks;
  }

  @Nullable CandidatePair selected() {
    return selected;
  }

  /** When the present pair was selected; means nothing while there is none. */
  long selectedNanos() {
    return selectedNanos;
  }

  void select(long nowNanos, @Nullable CandidatePair pair) {
    selected = pair;
    selectedNanos = nowNanos;
    if (pair != null) {
      pair.nominated = true;
      for (Check check : checks.values()) {
        if (check.pair() != pair) {
          check.stopRepeating(nowNanos);
        }
      }
    }
  }

  /**
   * Remembers a check that cannot be acted on yet; the last of an address and nomination counts.
   */
  boolean remember(RemoteCheck check) {
    String key = check.local() + " " + check.remote();
    RemoteCheck before = earlyChecks.get(key);
    if (before == null && earlyChecks.size() >= MAX_EARLY_CHECKS) {
      return false;
    }
    boolean useCandidate = check.useCandidate() || (before != null && before.useCandidate());
    earlyChecks.put(
        key,
        new RemoteCheck(
            check.local(), check.remote(), check.priority(), useCandidate, check.remoteUfrag()));
    return true;
  }

  /** What was remembered, which is then forgotten. */
  List<RemoteCheck> takeEarlyChecks() {
    List<RemoteCheck> taken = new ArrayList<>(earlyChecks.values());
    earlyChecks.clear();
    return taken;
  }

  /** Whether one of its pairs begins there. */
  boolean hasBase(InetSocketAddress local) {
    for (int i = 0; i < pairs.size(); i++) {
      if (pairs.get(i).localAddress().equals(local)) {
        return true;
      }
    }
    return false;
  }

  @Nullable CandidatePair find(InetSocketAddress from, InetSocketAddress to) {
    for (int i = 0; i < pairs.size(); i++) {
      if (pairs.get(i).connects(from, to)) {
        return pairs.get(i);
      }
    }
    return null;
  }

  /**
   * A new pair, or null if there is one of these addresses, they do not fit, or there are too many.
   */
  @Nullable CandidatePair pair(LocalCandidate ours, Candidate theirs, InetSocketAddress to) {
    if (pairs.size() >= MAX_PAIRS
        || !fit(ours.boundAddress().getAddress(), to.getAddress())
        || find(ours.boundAddress(), to) != null) {
      return null;
    }
    CandidatePair pair = new CandidatePair(this, ours, theirs, to);
    pairs.add(pair);
    return pair;
  }

  /** Same family, and a link-local IPv6 address only with its like (RFC 8445 §6.1.2.2). */
  private static boolean fit(InetAddress ours, InetAddress theirs) {
    boolean ipv6 = ours instanceof Inet6Address;
    return ipv6 == (theirs instanceof Inet6Address)
        && (!ipv6 || ours.isLinkLocalAddress() == theirs.isLinkLocalAddress());
  }

  /** The pair of a state with the highest priority. */
  @Nullable CandidatePair best(CandidatePair.State state, IceRole role) {
    CandidatePair best = null;
    for (int i = 0; i < pairs.size(); i++) {
      CandidatePair pair = pairs.get(i);
      if (pair.state == state && (best == null || pair.priority(role) > best.priority(role))) {
        best = pair;
      }
    }
    return best;
  }

  /** Whether a check is still to come, or under way, that no TURN server has a part in. */
  boolean mayFindDirect() {
    for (CandidatePair pair : pairs) {
      if (pair.isOpen() && !pair.isRelayed()) {
        return true;
      }
    }
    return false;
  }

  /** How many pairs have a check to come, or under way. */
  int openPairs() {
    int open = 0;
    for (int i = 0; i < pairs.size(); i++) {
      open += pairs.get(i).isOpen() ? 1 : 0;
    }
    return open;
  }

  /** The valid pair other than this one that was heard last, and later than it. */
  @Nullable CandidatePair heardAfter(CandidatePair silent) {
    CandidatePair latest = silent;
    for (CandidatePair pair : pairs) {
      if (pair.isValid() && pair.lastHeardNanos - latest.lastHeardNanos > 0) {
        latest = pair;
      }
    }
    return latest == silent ? null : latest;
  }

  /** Whether the other side has proved to be at this address. */
  boolean isProven(InetSocketAddress address) {
    for (int i = 0; i < pairs.size(); i++) {
      CandidatePair pair = pairs.get(i);
      if (pair.isProven() && pair.remoteAddress().equals(address)) {
        return true;
      }
    }
    if (!earlyChecks.isEmpty()) {
      for (RemoteCheck check : earlyChecks.values()) {
        if (check.remote().equals(address)) {
          return true;
        }
      }
    }
    return false;
  }

  boolean knows(InetSocketAddress address) {
    return isProven(address) || pairs.stream().anyMatch(p -> p.remoteAddress().equals(address));
  }

  /** Every remote address that it knows, perhaps more than once. */
  List<InetSocketAddress> remoteAddresses() {
    List<InetSocketAddress> addresses = new ArrayList<>();
    pairs.forEach(pair -> addresses.add(pair.remoteAddress()));
    earlyChecks.values().forEach(check -> addresses.add(check.remote()));
    return addresses;
  }

  /** Ends the consent that has expired; whether that of this pair was among it. */
  boolean expireConsent(long nowNanos, ConsentFreshness freshness, @Nullable CandidatePair path) {
    boolean lost = false;
    for (int i = 0; i < pairs.size(); i++) {
      CandidatePair pair = pairs.get(i);
      if (pair.isValid() && freshness.isExpired(pair, nowNanos)) {
        pair.state = CandidatePair.State.FAILED;
        pair.checkedByPeer = false;
        lost |= pair == path;
        if (selected == pair) {
          select(nowNanos, null);
        }
      }
    }
    return lost;
  }

  void considerChecks(Earliest earliest) {
    if (!checks.isEmpty()) {
      for (Check check : checks.values()) {
        earliest.consider(check.dueNanos());
      }
    }
  }

  /** The checks that are due, apart from the map, so that it may change meanwhile. */
  List<Check> dueChecks(long nowNanos) {
    List<Check> due = new ArrayList<>();
    for (Check check : checks.values()) {
      if (check.isDue(nowNanos)) {
        due.add(check);
      }
    }
    return due;
  }
}
