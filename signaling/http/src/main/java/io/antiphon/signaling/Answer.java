package io.antiphon.signaling;

import java.util.Objects;

/**
 * What {@code POST /offer} is answered with.
 *
 * @param sdp the description, unread
 * @param type always {@code answer}
 * @param id of the peer, for candidates and for everything else said of it later
 */
public record Answer(String sdp, String type, String id) {
  /** Refuses null. */
  public Answer {
    Objects.requireNonNull(sdp, "sdp");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(id, "id");
  }

  /** An answer of that peer. */
  public static Answer of(String sdp, String id) {
    return new Answer(sdp, "answer", id);
  }
}
