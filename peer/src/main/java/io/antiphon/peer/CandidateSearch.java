package io.antiphon.peer;

import io.antiphon.ice.CandidatePair;
import io.antiphon.ice.DatagramListener;
import io.antiphon.ice.GatheringConfig;
import io.antiphon.ice.GatheringListener;
import io.antiphon.ice.GatheringState;
import io.antiphon.ice.IceGatherer;
import io.antiphon.ice.IceTransport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A peer's own candidates: looked for with the servers that are configured, and anew with others at
 * the ICE restart after those have changed (W3C WebRTC §4.4.1.6, RFC 8829 §4.1.18). The relays of
 * the search before last as long as the media goes by them.
 *
 * <p>Touched by the peer's event loop alone.
 */
final class CandidateSearch {
  private final Endpoint endpoint;
  private final IceTransport ice;
  private final DatagramListener datagrams;
  private final GatheringListener listener;
  private GatheringConfig wanted;
  private GatheringConfig inForce;
  private IceGatherer current;
  private @Nullable IceGatherer previous;

  CandidateSearch(
      Endpoint endpoint,
      IceTransport ice,
      GatheringConfig config,
      DatagramListener datagrams,
      GatheringListener listener) {
    this.endpoint = endpoint;
    this.ice = ice;
    this.datagrams = datagrams;
    this.listener = listener;
    wanted = config;
    inForce = config;
    current = gatherer();
  }

  private IceGatherer gatherer() {
    return new IceGatherer(
        ice, endpoint.port(), inForce, endpoint.gatheringLoop(), datagrams, listener);
  }

  void open() {
    endpoint.add(current);
  }

  /** Begins, with what is wanted by now; again only after a restart. */
  void gather(long nowNanos) {
    if (current.state() == GatheringState.NEW && isStale()) {
      endpoint.release(current);
      renew();
    }
    current.gather(nowNanos);
  }

  /** Asks these servers from the next search on. */
  void configure(GatheringConfig config) {
    wanted = config;
  }

  /** Whether candidates have been looked for otherwise than is wanted now. */
  boolean isStale() {
    return !wanted.equals(inForce);
  }

  /** Whether it has begun otherwise than is wanted: only an ICE restart helps. */
  boolean needsRestart() {
    return isStale() && current.state() != GatheringState.NEW;
  }

  /** ICE has been restarted. Returns whether the candidates are to be looked for anew. */
  boolean onRestart() {
    if (!needsRestart()) {
      return false;
    }
    releasePrevious();
    current.retire();
    previous = current;
    ice.removeLocalCandidates();
    renew();
    return true;
  }

  private void renew() {
    inForce = wanted;
    current = gatherer();
    endpoint.add(current);
  }

  /** The media goes by this pair; what only the one before has needed is given back. */
  void onPath(CandidatePair pair) {
    if (previous != null && ice.pairs().contains(pair)) {
      releasePrevious();
    }
  }

  private void releasePrevious() {
    IceGatherer unused = previous;
    previous = null;
    if (unused != null) {
      endpoint.release(unused);
    }
  }

  /** Sends from one of our addresses, or one lent to us; false if that cannot be. */
  boolean send(
      long nowNanos, InetSocketAddress local, InetSocketAddress remote, ByteBuffer datagram) {
    IceGatherer before = previous;
    return current.send(nowNanos, local, remote, datagram)
        || (before != null && before.send(nowNanos, local, remote, datagram));
  }

  void advanceTo(long nowNanos) {
    current.advanceTo(nowNanos);
    if (previous != null) {
      previous.advanceTo(nowNanos);
    }
  }

  OptionalLong nextTimeoutNanos() {
    IceGatherer before = previous;
    OptionalLong next = current.nextTimeoutNanos();
    OptionalLong other = before == null ? OptionalLong.empty() : before.nextTimeoutNanos();
    boolean otherFirst =
        other.isPresent() && (next.isEmpty() || other.getAsLong() - next.getAsLong() < 0);
    return otherFirst ? other : next;
  }

  void close() {
    releasePrevious();
    endpoint.release(current);
  }
}
