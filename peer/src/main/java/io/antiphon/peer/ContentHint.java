package io.antiphon.peer;

/** What a track holds, so that it is encoded to suit (W3C mst-content-hint §3). */
public enum ContentHint {
  /** A voice: intelligible, and repaired after losses where the other side asks for it. */
  SPEECH,
  /** Anything else: as it is. */
  MUSIC
}
