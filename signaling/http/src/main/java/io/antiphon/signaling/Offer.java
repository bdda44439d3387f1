package io.antiphon.signaling;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /offer}: a session description, and optionally where and as whom.
 *
 * @param sdp the description, unread
 * @param type always {@code offer}
 * @param room the room to join; null for none
 * @param name what to call the peer; null for none
 * @param id the peer that renegotiates or restarts ICE; null for a new one
 * @param roomMode how the room works if this peer is its first; null for the usual way
 * @param userAgent what the request's {@code User-Agent} says of its program, for the log; null if
 *     it says nothing
 */
public record Offer(
    String sdp,
    String type,
    @Nullable String room,
    @Nullable String name,
    @Nullable String id,
    @Nullable String roomMode,
    @Nullable String userAgent) {

  /** Refuses null for {@code sdp} and {@code type}. */
  public Offer {
    Objects.requireNonNull(sdp, "sdp");
    Objects.requireNonNull(type, "type");
  }

  /** An offer that leaves it to the handler how its room works, of a program nobody knows. */
  public Offer(
      String sdp, String type, @Nullable String room, @Nullable String name, @Nullable String id) {
    this(sdp, type, room, name, id, null, null);
  }

  /** An offer of a program that nobody knows. */
  public Offer(
      String sdp,
      String type,
      @Nullable String room,
      @Nullable String name,
      @Nullable String id,
      @Nullable String roomMode) {
    this(sdp, type, room, name, id, roomMode, null);
  }

  /** An offer of a new peer in no room. */
  public static Offer of(String sdp) {
    return new Offer(sdp, "offer", null, null, null);
  }
}
