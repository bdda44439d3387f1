package io.antiphon.peer;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.repair.MissingPackets;
import io.antiphon.rtp.repair.RtxReader;
import io.antiphon.rtp.stream.RtpReceiver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an incoming stream lacks: which packets to ask for again, and how they come back. */
final class InboundRepair {
  private final RtpReceiver receiver;
  private final RetransmissionFormat format;
  private final MissingPackets missing = new MissingPackets(0);
  private final RtxReader reader = new RtxReader();
  private long nacks;
  private int rtxSsrc;

  private InboundRepair(RtpReceiver receiver, RetransmissionFormat format) {
    this.receiver = receiver;
    this.format = format;
  }

  /** The one for a stream: the present one if it is of that, null if nothing was agreed on. */
  static @Nullable InboundRepair of(
      @Nullable InboundRepair present, RtpReceiver receiver, RetransmissionFormat format) {
    if (format.of() < 0) {
      return null;
    }
    boolean same = present != null && present.receiver == receiver && present.format.equals(format);
    return same ? present : new InboundRepair(receiver, format);
  }

  /**
   * A packet has come.
   *
   * @return whether it was sent again, as it was, because we asked
   */
  boolean onPacket(long nowNanos, RtpPacket packet) {
    return missing.onPacket(nowNanos, packet.sequenceNumber()) && format.rtx() < 0;
  }

  /**
   * The packet in a retransmission, good until the next call; the receiver's last arrival tells
   * whether to use it.
   *
   * @throws RtpFormatException if there is none in it
   */
  RtpPacket restore(long nowNanos, RtpPacket retransmission) throws RtpFormatException {
    rtxSsrc = retransmission.ssrc();
    RtpPacket restored = reader.restore(retransmission, receiver.ssrc().value(), format.of());
    receiver.restore(nowNanos, restored);
    missing.onPacket(nowNanos, restored.sequenceNumber());
    return restored;
  }

  /**
   * What to ask for now; empty for nothing.
   *
   * @param roundTripNanos how long an answer takes
   * @param patienceNanos for how long a packet is of use after a newer one has come
   */
  List<Integer> ask(long nowNanos, long roundTripNanos, long patienceNanos) {
    missing.setPatienceNanos(patienceNanos);
    int count = missing.advanceTo(nowNanos, roundTripNanos);
    if (count == 0) {
      return List.of();
    }
    nacks++;
    List<Integer> numbers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      numbers.add(missing.due(i));
    }
    return numbers;
  }

  /** Requests sent, each for one packet or more. */
  long nacks() {
    return nacks;
  }

  /** Whether what comes again can be told from the rest. */
  boolean hasOwnStream() {
    return format.rtx() >= 0;
  }

  /** The source of the retransmissions; 0 before the first. */
  int rtxSsrc() {
    return rtxSsrc;
  }
}
