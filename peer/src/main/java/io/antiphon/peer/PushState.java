package io.antiphon.peer;

import java.util.Locale;

/** What a {@link PushSource} is doing. */
public enum PushState {
  /** Nothing has been pushed that was not played. */
  IDLE,
  /** Something has, but nobody can hear it yet. */
  HELD,
  /** It waits for enough of an utterance to begin. */
  BUFFERING,
  /** It plays. */
  PLAYING,
  /** The producer is late; silence goes out. */
  UNDERRUN;

  /** As in JSON: {@code idle}, {@code held}, … */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
