package io.antiphon.peer;

/**
 * The clock of a device, such as a sound card, that drives one way of one {@link Transceiver} in
 * place of the media clock, so that no audio has to wait between the two.
 *
 * <p>What is said goes by steps of {@link #SAID_MILLIS}: each is a frame that the device has
 * captured whole, and is read from the source and sent at once; the timestamps count its samples
 * (RFC 3550 §5.1). What is heard goes by steps of {@link #HEARD_MILLIS} that the device wants, and
 * gets as short frames. While a device stands still for 100 ms or so, the media clock takes its
 * place.
 *
 * <p>One clock is for one transceiver and one way at a time: set it again, and the one before hears
 * no more of it.
 */
public interface DeviceClock {
  /** Length of a step of what is said. */
  int SAID_MILLIS = 20;

  /** Length of a step of what is heard. */
  int HEARD_MILLIS = 5;

  /**
   * Somebody follows this clock from now on.
   *
   * @param onStep to be run whenever there may be a step to take; cheap, never waits, for any
   *     thread
   */
  void follow(Runnable onStep);

  /**
   * Takes the steps that are due. Called on the event loop of the one who follows.
   *
   * @return how many, 0 for none. When there are more than five to be said, all but the newest are
   *     left out, in RTP time too; of those to be heard none is
   */
  int advance();
}
