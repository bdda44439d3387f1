package io.antiphon.peer;

import io.antiphon.ice.UdpPort;
import io.antiphon.ice.UdpPortStatistics;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts for an endpoint, and sums up once a second. Plain numbers of the event loop; only {@link
 * #stats} is for other threads.
 */
final class LoopWatch {
  private static final long INTERVAL_NANOS = 1_000_000_000;
  private static final long LATE_NANOS = MediaClock.SLOT_NANOS / 2;

  private final UdpPort port;
  private volatile EndpointStats stats = EndpointStats.NONE;
  private MediaTotals departed = MediaTotals.NONE;
  private long summedUpNanos;
  private long turns;
  private long busyNanos;
  private long longestTurnNanos;
  private long skippedSlots;
  private long lateTicks;
  private long handshakes;
  private long failedHandshakes;
  private long handshakeNanos;
  private long longestHandshakeNanos;
  private long collectionMillis = -1;

  LoopWatch(UdpPort port) {
    this.port = port;
  }

  /** The last sum, for any thread. */
  EndpointStats stats() {
    return stats;
  }

  /** A slot of the media clock was served, maybe late. */
  void onTick(long lateNanos, int slots) {
    skippedSlots += slots - 1;
    if (lateNanos >= LATE_NANOS) {
      lateTicks++;
      LateTickEvent event = new LateTickEvent();
      if (event.isEnabled()) {
        event.lateness = lateNanos;
        event.slotsSkipped = slots - 1;
        event.garbageCollection = collectionMillis < 0 ? 0 : collectedMillis() - collectionMillis;
        event.commit();
      }
    }
  }

  void onHandshake(boolean completed, long nanos) {
    if (completed) {
      handshakes++;
      handshakeNanos += nanos;
      longestHandshakeNanos = Math.max(longestHandshakeNanos, nanos);
    } else {
      failedHandshakes++;
    }
  }

  /** A peer goes; what it has counted stays. */
  void onLeft(PeerSession peer, List<PeerSession> remaining) {
    departed = departed.plus(MediaTotals.of(peer));
    sumUp(remaining);
  }

  /** A turn of the loop has ended. */
  void onTurn(long startedNanos, List<PeerSession> peers) {
    long nowNanos = System.nanoTime();
    long tookNanos = nowNanos - startedNanos;
    turns++;
    busyNanos += tookNanos;
    longestTurnNanos = Math.max(longestTurnNanos, tookNanos);
    if (nowNanos - summedUpNanos >= INTERVAL_NANOS || turns == 1) {
      summedUpNanos = nowNanos;
      for (int i = 0; i < peers.size(); i++) {
        peers.get(i).observe();
      }
      sumUp(peers);
      longestTurnNanos = 0;
      collectionMillis = new LateTickEvent().isEnabled() ? collectedMillis() : -1;
    }
  }

  private void sumUp(List<PeerSession> peers) {
    Map<ConnectionState, Integer> states = new EnumMap<>(ConnectionState.class);
    MediaTotals media = departed.plus(nobodys(port.statistics()));
    EndpointStats.Bandwidth bandwidth = EndpointStats.Bandwidth.NONE;
    for (int i = 0; i < peers.size(); i++) {
      PeerSession peer = peers.get(i);
      ConnectionState state = peer.transport().state();
      states.merge(state, 1, Integer::sum);
      if (state == ConnectionState.CONNECTED) {
        bandwidth = bandwidth.and(peer.congestion().targetBps());
      }
      media = media.plus(MediaTotals.of(peer));
    }
    stats =
        new EndpointStats(
            states,
            media.notBefore(stats.media()),
            new EndpointStats.Handshakes(
                handshakes, failedHandshakes, handshakeNanos * 1e-9, longestHandshakeNanos * 1e-9),
            new EndpointStats.Loop(
                turns, busyNanos * 1e-9, longestTurnNanos * 1e-9, skippedSlots, lateTicks),
            bandwidth);
  }

  /** Datagrams that have reached no peer. */
  private static MediaTotals nobodys(UdpPortStatistics datagrams) {
    long dropped = datagrams.unclaimed() + datagrams.limited() + datagrams.oversized();
    return MediaTotals.dropped(dropped);
  }

  private static long collectedMillis() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += Math.max(0, collector.getCollectionTime());
    }
    return millis;
  }
}
