package io.antiphon.peer;

import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which section each transceiver had when an exchange began (RFC 8829 §4.1.10.2). */
final class Savepoint {
  private record Place(int index, @Nullable String mid) {}

  private final IdentityHashMap<Transceiver, Place> places = new IdentityHashMap<>();

  Savepoint(List<Transceiver> transceivers) {
    for (Transceiver each : transceivers) {
      places.put(each, new Place(each.index(), each.mid()));
    }
  }

  /**
   * Gives each its place back. Those that the exchange has made are taken out, unless somebody has
   * begun to use them.
   */
  void restore(List<Transceiver> transceivers) {
    transceivers.removeIf(each -> !places.containsKey(each) && each.isOfferedOnly());
    for (Transceiver each : transceivers) {
      Place place = places.getOrDefault(each, new Place(-1, null));
      each.associate(place.index(), place.mid());
    }
  }
}
