package io.antiphon.peer;

/**
 * What has gone through, counted over all peers of an {@link Endpoint} since its start, those who
 * have left included. None of it ever shrinks.
 *
 * @param datagramsReceived UDP datagrams, of all protocols
 * @param datagramsSent UDP datagrams, of all protocols
 * @param bytesReceived bytes of theirs
 * @param bytesSent bytes of theirs
 * @param packetsReceived RTP packets that were authentic
 * @param packetsSent RTP packets
 * @param packetsLost RTP packets that never came, as far as one can tell
 * @param packetsDiscarded RTP packets that came, but too late for the ear
 * @param packetsRejected SRTP packets that were forged, replayed or too old
 * @param packetsMalformed authentic packets that are no RTP, or hold no audio we know
 * @param packetsDropped datagrams nobody wanted: of strangers, of no known protocol, or for which
 *     the socket had no room
 * @param secondsDecoded seconds of audio decoded, for the ear and for the file together
 * @param secondsConcealed seconds of it that were made up for loss
 * @param secondsRepaired seconds of it that were rebuilt from the packet behind
 */
public record MediaTotals(
    long datagramsReceived,
    long datagramsSent,
    long bytesReceived,
    long bytesSent,
    long packetsReceived,
    long packetsSent,
    long packetsLost,
    long packetsDiscarded,
    long packetsRejected,
    long packetsMalformed,
    long packetsDropped,
    double secondsDecoded,
    double secondsConcealed,
    double secondsRepaired) {
  /** Nothing. */
  static final MediaTotals NONE = new MediaTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  MediaTotals plus(MediaTotals other) {
    return new MediaTotals(
        datagramsReceived + other.datagramsReceived,
        datagramsSent + other.datagramsSent,
        bytesReceived + other.bytesReceived,
        bytesSent + other.bytesSent,
        packetsReceived + other.packetsReceived,
        packetsSent + other.packetsSent,
        packetsLost + other.packetsLost,
        packetsDiscarded + other.packetsDiscarded,
        packetsRejected + other.packetsRejected,
        packetsMalformed + other.packetsMalformed,
        packetsDropped + other.packetsDropped,
        secondsDecoded + other.secondsDecoded,
        secondsConcealed + other.secondsConcealed,
        secondsRepaired + other.secondsRepaired);
  }

  /** The same where a late packet has made up for its loss: a total does not go back. */
  MediaTotals notBefore(MediaTotals earlier) {
    return packetsLost >= earlier.packetsLost
        ? this
        : plus(lost(earlier.packetsLost - packetsLost));
  }

  private static MediaTotals lost(long packets) {
    return new MediaTotals(0, 0, 0, 0, 0, 0, packets, 0, 0, 0, 0, 0, 0, 0);
  }

  static MediaTotals dropped(long datagrams) {
    return new MediaTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, datagrams, 0, 0, 0);
  }

  /** What one peer has counted so far. */
  static MediaTotals of(PeerSession peer) {
    TransportCounters transport = peer.transport().counters();
    MediaTotals total =
        new MediaTotals(
            transport.packetsReceived,
            transport.packetsSent,
            transport.bytesReceived,
            transport.bytesSent,
            0,
            packetsSent(peer),
            0,
            0,
            transport.rejected,
            peer.malformed(),
            transport.droppedFromStranger + transport.droppedUnknown + transport.droppedBySocket,
            0,
            0,
            0);
    for (InboundAudio inbound : peer.inbound()) {
      total = total.plus(inbound.totals());
    }
    return total;
  }

  private static long packetsSent(PeerSession peer) {
    long sent = 0;
    for (OutboundAudio outbound : peer.outbound()) {
      sent += outbound.sender() == null ? 0 : outbound.sender().packetsSent();
    }
    return sent;
  }
}
