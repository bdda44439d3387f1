package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.SessionDescription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection's set of transceivers (W3C WebRTC §4.4.1), and which media section each belongs to.
 */
final class TransceiverSet {
  private final List<Transceiver> all = new ArrayList<>();

  void add(Transceiver transceiver) {
    all.add(transceiver);
  }

  /** In the order in which they were made; as it is at any time. */
  List<Transceiver> all() {
    return all;
  }

  /** The one that the section at this place belongs to; null if none does. */
  @Nullable Transceiver at(int index) {
    for (Transceiver transceiver : all) {
      if (transceiver.index() == index) {
        return transceiver;
      }
    }
    return null;
  }

  /** Those that are to be offered and have no section yet. */
  Deque<Transceiver> unassociated() {
    Deque<Transceiver> free = new ArrayDeque<>();
    for (Transceiver transceiver : all) {
      if (transceiver.index() < 0 && !transceiver.isStopping()) {
        free.add(transceiver);
      }
    }
    return free;
  }

  /** RFC 8829 §5.10: by mid first, then the first transceiver without a section, or a new one. */
  void associate(int index, SessionDescription offer) {
    if (at(index) != null) {
      return;
    }
    Transceiver free = unassociated().peek();
    if (free == null) {
      free = Transceiver.receivingOffered();
      all.add(free);
    }
    free.associate(index, Mids.of(index, offer));
  }

  /**
   * Puts into force what both descriptions say, section by section.
   *
   * @param last false for a provisional answer: what it turns down may come yet
   */
  void settle(SessionDescription ours, SessionDescription theirs, boolean last) {
    for (Transceiver transceiver : List.copyOf(all)) {
      int index = transceiver.index();
      if (index < 0) {
        continue;
      }
      MediaDescription own = ours.media().get(index);
      MediaDescription other = theirs.media().get(index);
      if (!own.isRejected() && !other.isRejected()) {
        transceiver.settle(
            NegotiatedAudio.of(transceiver.requireMid(), own, other, transceiver::preferred));
      } else if (last) {
        transceiver.onStopped();
        all.remove(transceiver);
      } else {
        transceiver.settle(null);
      }
    }
    if (last) {
      all.removeIf(each -> each.isStopping() && each.index() < 0);
    }
  }
}
