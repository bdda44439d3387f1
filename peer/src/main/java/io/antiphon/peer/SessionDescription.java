package io.antiphon.peer;

import java.util.Locale;
import java.util.Objects;

/**
 * One side's description of a session as it travels between the peers (W3C WebRTC §4.6.2).
 *
 * @param type what it is in the exchange
 * @param sdp the text, lines ended by CRLF (RFC 8866)
 */
public record SessionDescription(Type type, String sdp) {
  /** What a description is in the exchange. */
  public enum Type {
    /** Proposes a session. */
    OFFER,
    /** Accepts, narrows or refuses what was proposed. */
    ANSWER;

    /** The word that W3C uses, such as {@code offer}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Refuses null. */
  public SessionDescription {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(sdp, "sdp");
  }

  /** An offer of this text. */
  public static SessionDescription offer(String sdp) {
    return new SessionDescription(Type.OFFER, sdp);
  }

  /** An answer of this text. */
  public static SessionDescription answer(String sdp) {
    return new SessionDescription(Type.ANSWER, sdp);
  }
}
