package io.antiphon.peer;

import java.util.Map;

/**
 * What an {@link Endpoint} has done since it was opened, and does now; at most a second old while
 * anybody is connected.
 *
 * @param peers how many are in each state; states in which nobody is are left out
 * @param media what went through
 * @param handshakes how the DTLS handshakes went
 * @param loop how the event loop keeps up
 * @param bandwidth what the ways to the connected peers bear
 */
public record EndpointStats(
    Map<ConnectionState, Integer> peers,
    MediaTotals media,
    Handshakes handshakes,
    Loop loop,
    Bandwidth bandwidth) {
  static final EndpointStats NONE =
      new EndpointStats(
          Map.of(),
          MediaTotals.NONE,
          new Handshakes(0, 0, 0, 0),
          new Loop(0, 0, 0, 0, 0),
          Bandwidth.NONE);

  /** Copies the map. */
  public EndpointStats {
    peers = Map.copyOf(peers);
  }

  /**
   * DTLS handshakes.
   *
   * @param completed that led to keys
   * @param failed that did not
   * @param seconds that the completed ones took, summed
   * @param longestSeconds that one of them took
   */
  public record Handshakes(long completed, long failed, double seconds, double longestSeconds) {}

  /**
   * The event loop.
   *
   * @param turns it has taken
   * @param busySeconds spent in them
   * @param longestTurnSeconds the longest of the last second
   * @param skippedSlots slots of 20 ms left out because it was late
   * @param lateTicks how often it came half a slot late or more
   */
  public record Loop(
      long turns,
      double busySeconds,
      double longestTurnSeconds,
      long skippedSlots,
      long lateTicks) {}

  /**
   * W3C's {@code availableOutgoingBitrate}, in bits per second, of those who are connected.
   *
   * @param availableOutgoingBitrate of all, summed
   * @param leastAvailableOutgoingBitrate of the one who has least; 0 with nobody
   */
  public record Bandwidth(long availableOutgoingBitrate, int leastAvailableOutgoingBitrate) {
    static final Bandwidth NONE = new Bandwidth(0, 0);

    Bandwidth and(int bps) {
      int least = leastAvailableOutgoingBitrate;
      return new Bandwidth(availableOutgoingBitrate + bps, least == 0 ? bps : Math.min(least, bps));
    }
  }

  /** All peers. */
  public int peerCount() {
    return peers.values().stream().mapToInt(Integer::intValue).sum();
  }
}
