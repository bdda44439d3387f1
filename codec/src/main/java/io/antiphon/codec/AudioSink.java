package io.antiphon.codec;

/**
 * Where incoming audio goes. Called by the event loop of the peer, so it must not block: what is
 * slow (a disk, a sound card) copies the frame into a queue of its own and returns.
 */
@FunctionalInterface
public interface AudioSink {
  /**
   * Takes the next stretch of audio.
   *
   * @param frame valid only during the call; its owner fills it again
   */
  void accept(AudioFrame frame);

  /** No more frames will come. Called once. */
  default void end() {}
}
