package io.antiphon.peer;

import io.antiphon.sdp.MediaDescription;
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
}
