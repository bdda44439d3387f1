package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
import io.antiphon.sdp.SessionDescription;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names for new sections, unlike those that either side has given (RFC 9143 §7). */
final class Mids {
  private final Set<String> taken = new HashSet<>();

  Mids(Descriptions descriptions) {
    take(descriptions.currentLocal());
    take(descriptions.pendingLocal());
    take(descriptions.currentRemote());
    take(descriptions.pendingRemote());
  }

  private void take(@Nullable Description description) {
    if (description != null) {
      for (MediaDescription section : description.sdp().media()) {
        String mid = section.mid();
        if (mid != null) {
          taken.add(mid);
        }
      }
    }
  }

  /** The number of the section's place, or the first above it that is free. */
  String next(int index) {
    int number = index;
    while (!taken.add(Integer.toString(number))) {
      number++;
    }
    return Integer.toString(number);
  }

  /** What an offered section is called: as it says, or as no other of them is. */
  static String of(int index, SessionDescription offer) {
    String own = offer.media().get(index).mid();
    String free = Integer.toString(index);
    while (own == null && hasMid(offer, free)) {
      free = "m" + free;
    }
    return own == null ? free : own;
  }

  private static boolean hasMid(SessionDescription offer, String mid) {
    return offer.media().stream().anyMatch(section -> mid.equals(section.mid()));
  }
}
