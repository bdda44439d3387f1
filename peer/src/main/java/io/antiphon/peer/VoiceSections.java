package io.antiphon.peer;

import io.antiphon.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sections in which one member gets voices of others as they are, and whose is in which: those
 * who speak, or spoke last. A voice keeps its section for as long as nobody needs it more.
 */
final class VoiceSections {
  private static final double LOUDER_DB = 6;
  private static final int LONG_SLOTS = 15;

  private final RoomMember listener;
  private final List<ForwardedVoice> all = new ArrayList<>();

  VoiceSections(RoomMember listener) {
    this.listener = listener;
  }

  void add(Transceiver section) {
    all.add(new ForwardedVoice(section));
  }

  void clear() {
    all.forEach(each -> each.carry(null));
    all.clear();
  }

  /** Whether at least one has been negotiated. */
  boolean usable() {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).usable()) {
        return true;
      }
    }
    return false;
  }

  /** Decides whose voice is in which section. */
  void assign(List<RoomMember> members) {
    for (int i = 0; i < all.size(); i++) {
      RoomMember from = all.get(i).from();
      if (from != null && (!from.isForwardable() || !listener.isForwardedTo())) {
        all.get(i).carry(null);
      }
    }
    if (listener.isForwardedTo() && !listener.hasLeft()) {
      for (int i = 0; i < members.size(); i++) {
        RoomMember candidate = members.get(i);
        if (candidate != listener && candidate.isForwardable() && !carries(candidate)) {
          place(candidate);
        }
      }
    }
  }

  private boolean carries(RoomMember member) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).from() == member) {
        return true;
      }
    }
    return false;
  }

  private void place(RoomMember candidate) {
    ForwardedVoice least = null;
    for (int i = 0; i < all.size(); i++) {
      ForwardedVoice each = all.get(i);
      if (each.usable() && (least == null || importance(each) < importance(least))) {
        least = each;
      }
    }
    if (least != null && deserves(candidate.activity(), least.from())) {
      least.carry(candidate);
    }
  }

  /** Nobody's comes first, then who has been silent for longest, then who is softest. */
  private static double importance(ForwardedVoice each) {
    RoomMember from = each.from();
    if (from == null) {
      return Double.NEGATIVE_INFINITY;
    }
    VoiceActivity activity = from.activity();
    return activity.speaking() ? activity.loudness() : -activity.slotsInState();
  }

  private static boolean deserves(VoiceActivity candidate, @Nullable RoomMember holder) {
    if (holder == null) {
      return true;
    }
    if (!candidate.speaking() || !holder.activity().speaking()) {
      return candidate.speaking();
    }
    return candidate.slotsInState() >= LONG_SLOTS
        && candidate.loudness() > holder.activity().loudness() + LOUDER_DB;
  }

  void forward(RoomMember from, long nowNanos, RtpPacket packet, int durationTicks) {
    for (int i = 0; i < all.size(); i++) {
      ForwardedVoice each = all.get(i);
      if (each.from() == from && listener.hearsPushed()) {
        each.pause();
      } else if (each.from() == from) {
        each.forward(nowNanos, packet, durationTicks, from.levelDbov());
      }
    }
  }
}
