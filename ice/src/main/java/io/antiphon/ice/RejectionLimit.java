package io.antiphon.ice;

import java.net.InetAddress;

/**
 * How many forged STUN messages an address may send us per second before we stop looking at its
 * STUN, except on paths that are proven. Bounds what a flood costs: an HMAC is dearer than a
 * look-up.
 *
 * <p>A fixed table: addresses that share a place in it share its allowance. Allocates nothing.
 */
final class RejectionLimit {
  static final int PER_SECOND = 200;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int PLACES = 1024;
  private final long[] windowStartNanos = new long[PLACES];
  private final int[] counts = new int[PLACES];

  void count(long nowNanos, InetAddress address) {
    int place = place(address);
    if (counts[place] == 0 || nowNanos - windowStartNanos[place] >= SECOND_NANOS) {
      windowStartNanos[place] = nowNanos;
      counts[place] = 0;
    }
    counts[place]++;
  }

  boolean isExceeded(long nowNanos, InetAddress address) {
    int place = place(address);
    return counts[place] >= PER_SECOND && nowNanos - windowStartNanos[place] < SECOND_NANOS;
  }

  private static int place(InetAddress address) {
    int hash = address.hashCode() * 0x9e3779b9;
    return hash >>> 22;
  }
}
