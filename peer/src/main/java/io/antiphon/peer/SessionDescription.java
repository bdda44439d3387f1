package io.antiphon.peer;

import java.util.Objects;

/**
 * One side's description of a session as it travels between the peers (W3C WebRTC §4.6.2).
 *
 * @param type what it is in the exchange
 * @param sdp the text, lines ended by CRLF (RFC 8866)
 */
public record SessionDescription(DescriptionType type, String sdp) {
  /** Refuses null. */
  public SessionDescription {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(sdp, "sdp");
  }

  /** An offer of this text. */
  public static SessionDescription offer(String sdp) {
    return new SessionDescription(DescriptionType.OFFER, sdp);
  }

  /** An answer of this text. */
  public static SessionDescription answer(String sdp) {
    return new SessionDescription(DescriptionType.ANSWER, sdp);
  }

  /** A provisional answer of this text. */
  public static SessionDescription pranswer(String sdp) {
    return new SessionDescription(DescriptionType.PRANSWER, sdp);
  }

  /** Takes the offer that is under way back (W3C WebRTC §4.4.1.5, RFC 8829 §4.1.10.2). */
  public static SessionDescription rollback() {
    return new SessionDescription(DescriptionType.ROLLBACK, "");
  }
}
