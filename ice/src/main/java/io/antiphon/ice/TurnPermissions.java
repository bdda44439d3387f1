package io.antiphon.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * The addresses that a TURN server lets through to us and back (RFC 8656 §9): asked for when
 * something is first sent there, renewed every four minutes as long as something is, since a
 * permission lasts five.
 */
final class TurnPermissions {
  static final long REFRESH_NANOS = 240_000_000_000L;
  static final long LIFETIME_NANOS = 300_000_000_000L;

  /** A refused one is not asked for again for so long. */
  private static final long REFUSED_NANOS = 60_000_000_000L;

  /** Datagrams that wait for one permission; ICE sends again what is lost. */
  private static final int MAX_HELD = 4;

  private enum State {
    ASKED,
    GRANTED,
    REFUSED
  }

  /** A datagram that waits for a permission. */
  record Held(InetSocketAddress peer, ByteBuffer payload) {}

  private static final class Permission {
    State state = State.ASKED;
    boolean renewing;
    long grantedNanos;
    long renewNanos;
    long usedNanos;
    final Queue<Held> held = new ArrayDeque<>(1);
  }

  private final Map<InetAddress, Permission> permissions = new HashMap<>();

  /** Whether something may be sent there now; then that counts as use. Allocates nothing. */
  boolean isGranted(long nowNanos, InetAddress address) {
    Permission permission = permissions.get(address);
    if (permission == null || permission.state != State.GRANTED) {
      return false;
    }
    permission.usedNanos = nowNanos;
    return true;
  }

  /** Whether something may come from there. */
  boolean admits(InetAddress address) {
    Permission permission = permissions.get(address);
    return permission != null && permission.state == State.GRANTED;
  }

  /**
   * Keeps a datagram until it may be sent.
   *
   * @return whether the permission is to be asked for
   */
  boolean hold(long nowNanos, InetSocketAddress peer, ByteBuffer payload) {
    Permission permission = permissions.get(peer.getAddress());
    boolean isNew = permission == null;
    if (permission == null) {
      permission = new Permission();
      permissions.put(peer.getAddress(), permission);
    }
    permission.usedNanos = nowNanos;
    if (permission.state == State.ASKED && permission.held.size() < MAX_HELD) {
      ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip();
      permission.held.add(new Held(peer, copy));
    }
    return isNew;
  }

  /** It is granted, or renewed; what has waited for it. */
  List<Held> onGranted(long nowNanos, InetAddress address) {
    Permission permission = permissions.get(address);
    if (permission == null) {
      return List.of();
    }
    permission.state = State.GRANTED;
    permission.renewing = false;
    permission.grantedNanos = nowNanos;
    permission.renewNanos = nowNanos + REFRESH_NANOS;
    List<Held> waiting = new ArrayList<>(permission.held);
    permission.held.clear();
    return waiting;
  }

  void onRefused(long nowNanos, InetAddress address) {
    Permission permission = permissions.get(address);
    if (permission != null) {
      permission.state = State.REFUSED;
      permission.grantedNanos = nowNanos;
      permission.held.clear();
    }
  }

  /** Nobody has answered: the next datagram asks again. */
  void forget(InetAddress address) {
    permissions.remove(address);
  }

  /** Drops those that have run out, and says which are to be renewed. */
  List<InetAddress> due(long nowNanos) {
    permissions.values().removeIf(each -> isOver(nowNanos, each));
    List<InetAddress> renew = new ArrayList<>();
    permissions.forEach(
        (address, each) -> {
          if (isRenewable(each) && each.renewNanos - nowNanos <= 0) {
            each.renewing = true;
            renew.add(address);
          }
        });
    return renew;
  }

  private static boolean isOver(long nowNanos, Permission each) {
    return each.state != State.ASKED && endNanos(each) - nowNanos <= 0;
  }

  private static long endNanos(Permission each) {
    return each.grantedNanos + (each.state == State.REFUSED ? REFUSED_NANOS : LIFETIME_NANOS);
  }

  /** Something has been sent there since it was granted last. */
  private static boolean isRenewable(Permission each) {
    return each.state == State.GRANTED && !each.renewing && each.usedNanos - each.grantedNanos > 0;
  }

  void consider(Earliest earliest) {
    for (Permission each : permissions.values()) {
      if (each.state != State.ASKED) {
        earliest.consider(endNanos(each));
      }
      if (isRenewable(each)) {
        earliest.consider(each.renewNanos);
      }
    }
  }
}
