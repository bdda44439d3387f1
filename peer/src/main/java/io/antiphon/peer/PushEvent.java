package io.antiphon.peer;

/** What becomes of pushed audio, told on the event loop that plays it. */
public enum PushEvent {
  /** The first sample of an utterance goes out now. */
  STARTED,
  /** The producer is late in the middle of an utterance; silence goes out until more comes. */
  UNDERRUN,
  /** The last sample of an utterance has gone out. */
  FINISHED,
  /** What was playing or waiting was cut off. */
  INTERRUPTED
}
