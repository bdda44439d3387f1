package io.antiphon.peer;

import java.util.Locale;

/** Where the exchange of offer and answer stands (W3C WebRTC §4.3.1, RFC 8829 §3.2). */
public enum SignalingState {
  /** No exchange is under way. */
  STABLE,
  /** Our offer is set and waits for an answer. */
  HAVE_LOCAL_OFFER,
  /** Their offer is set and waits for our answer. */
  HAVE_REMOTE_OFFER,
  /** Their offer is set, and a provisional answer of ours. */
  HAVE_LOCAL_PRANSWER,
  /** Our offer is set, and a provisional answer of theirs. */
  HAVE_REMOTE_PRANSWER,
  /** The connection is closed. */
  CLOSED;

  /** The word that W3C uses, such as {@code have-local-offer}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
