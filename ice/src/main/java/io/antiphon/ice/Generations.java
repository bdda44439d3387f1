package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The present generation, and the one before a restart as long as its pair carries the media (RFC
 * 8445 §9). Tells an observer what addresses and ufrags the two have to do with.
 */
final class Generations {
  private RouteObserver observer = RouteObserver.NONE;
  private Generation current;
  private @Nullable Generation previous;

  Generations(IceCredentials local) {
    current = new Generation(local);
  }

  Generation current() {
    return current;
  }

  @Nullable Generation previous() {
    return previous;
  }

  /** Begins a new one; of the others only {@code carrying} stays, if there is one. */
  void restart(IceCredentials local, @Nullable Generation carrying) {
    Generation before = current;
    Generation older = previous;
    current = new Generation(local);
    previous = carrying;
    observer.onUfrag(local.ufrag());
    if (before != carrying) {
      forget(before);
    }
    if (older != null && older != carrying) {
      forget(older);
    }
  }

  void dropPrevious() {
    Generation dropped = previous;
    if (dropped != null) {
      previous = null;
      forget(dropped);
    }
  }

  private void forget(Generation generation) {
    observer.onUfragGone(generation.local().ufrag());
    generation.remoteAddresses().forEach(this::forgetUnlessKnown);
  }

  void forgetUnlessKnown(InetSocketAddress address) {
    if (!current.knows(address) && (previous == null || !previous.knows(address))) {
      observer.onRemoteGone(address);
    }
  }

  @Nullable Generation ofLocalUfrag(String ufrag) {
    if (current.local().ufrag().equals(ufrag)) {
      return current;
    }
    return previous != null && previous.local().ufrag().equals(ufrag) ? previous : null;
  }

  /** The check of ours that an answer belongs to. */
  @Nullable Check check(TransactionId id) {
    Check check = current.checks().get(id);
    return check == null && previous != null ? previous.checks().get(id) : check;
  }

  boolean isProven(InetSocketAddress address) {
    return current.isProven(address) || (previous != null && previous.isProven(address));
  }

  void considerChecks(Earliest earliest) {
    current.considerChecks(earliest);
    if (previous != null) {
      previous.considerChecks(earliest);
    }
  }

  RouteObserver observer() {
    return observer;
  }

  /** Tells an observer of all there is, and from now on of every change. */
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
