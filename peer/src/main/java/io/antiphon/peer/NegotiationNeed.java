package io.antiphon.peer;

import io.antiphon.sdp.Direction;
import io.antiphon.sdp.MediaDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether what is settled is what is wanted (W3C WebRTC §4.7.3). */
final class NegotiationNeed {
  private NegotiationNeed() {}

  /** Whether one of the transceivers wants something else than what these descriptions say. */
  static boolean of(List<Transceiver> transceivers, Descriptions descriptions) {
    for (Transceiver transceiver : transceivers) {
      if (isWanting(transceiver, descriptions)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWanting(Transceiver transceiver, Descriptions descriptions) {
    int index = transceiver.index();
    if (index < 0) {
      return !transceiver.isStopping();
    }
    if (transceiver.isStopping()) {
      return true;
    }
    MediaDescription ours = section(descriptions.currentLocal(), index);
    MediaDescription theirs = section(descriptions.currentRemote(), index);
    if (ours == null || theirs == null) {
      return true;
    }
    Direction wanted = transceiver.direction();
    Direction offered = theirs.direction().reversed();
    Description local = descriptions.currentLocal();
    if (local != null && local.type() == DescriptionType.OFFER) {
      return ours.direction() != wanted && offered != wanted;
    }
    return ours.direction() != wanted.and(offered);
  }

  private static @Nullable MediaDescription section(@Nullable Description in, int index) {
    return in == null || index >= in.sdp().media().size() ? null : in.sdp().media().get(index);
  }
}
