package io.antiphon.rtp.stream;

import io.antiphon.rtp.rtcp.GenericNack;
import io.antiphon.rtp.rtcp.RtcpPacket;
import io.antiphon.rtp.rtcp.TransportFeedback;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Feedback messages of the other side (RFC 4585 §6) until they are polled, a bounded number. */
final class ReceivedFeedback {
  /** Of each kind; more are dropped. */
  private static final int MAX_WAITING = 16;

  private final Queue<GenericNack> nacks = new ArrayDeque<>();
  private final Queue<TransportFeedback> arrivals = new ArrayDeque<>();

  /** Takes in a packet that may be feedback, or something else. */
  void receive(RtcpPacket packet) {
    if (packet instanceof GenericNack nack && nacks.size() < MAX_WAITING) {
      nacks.add(nack);
    } else if (packet instanceof TransportFeedback told && arrivals.size() < MAX_WAITING) {
      arrivals.add(told);
    }
  }

  @Nullable GenericNack pollNack() {
    return nacks.poll();
  }

  @Nullable TransportFeedback pollArrivals() {
    return arrivals.poll();
  }
}
