package io.antiphon.peer;

import java.util.Locale;

/** What a session description is in the exchange (W3C's RTCSdpType, WebRTC §4.6.1). */
public enum DescriptionType {
  /** Proposes a session. */
  OFFER,
  /** An answer that may still be changed; the exchange goes on. */
  PRANSWER,
  /** Accepts, narrows or refuses what was proposed. */
  ANSWER,
  /** Takes the offer that is under way back; its text does not matter. */
  ROLLBACK;

  /** The word that W3C uses, such as {@code offer}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
