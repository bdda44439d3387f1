package io.antiphon.peer;

import io.antiphon.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which transceiver a packet belongs to (RFC 9143 §9.2). */
final class SourceRouting {
  private static final int MAX_SOURCES = 64;

  private final List<InboundAudio> all = new ArrayList<>();
  private final Map<Integer, InboundAudio> bySsrc = new HashMap<>();
  private int lastSsrc;
  private @Nullable InboundAudio last;

  void add(InboundAudio inbound) {
    all.add(inbound);
  }

  /** Its sources are strangers from now on. */
  void remove(InboundAudio inbound) {
    all.remove(inbound);
    bySsrc.values().removeIf(each -> each == inbound);
    last = null;
  }

  List<InboundAudio> all() {
    return all;
  }

  /** By what is known of its SSRC, else by its mid, else by the only section that receives. */
  @Nullable InboundAudio find(RtpPacket packet) {
    if (last != null && packet.ssrc() == lastSsrc) {
      return last;
    }
    InboundAudio known = bySsrc.get(packet.ssrc());
    if (known == null) {
      known = match(packet);
      if (known == null) {
        return null;
      }
      if (bySsrc.size() >= MAX_SOURCES) {
        bySsrc.clear();
      }
      bySsrc.put(packet.ssrc(), known);
    }
    lastSsrc = packet.ssrc();
    last = known;
    return known;
  }

  private @Nullable InboundAudio match(RtpPacket packet) {
    InboundAudio only = null;
    int receiving = 0;
    for (InboundAudio inbound : all) {
      NegotiatedAudio negotiated = inbound.transceiver().negotiated();
      if (negotiated == null || !negotiated.direction().receives()) {
        continue;
      }
      if (negotiated.remoteSsrcs().contains(packet.ssrc() & 0xffff_ffffL)
          || names(packet, negotiated)) {
        return inbound;
      }
      receiving++;
      only = inbound;
    }
    return receiving == 1 ? only : null;
  }

  private static boolean names(RtpPacket packet, NegotiatedAudio negotiated) {
    return negotiated.midId() != 0 && negotiated.mid().equals(packet.mid(negotiated.midId()));
  }
}
