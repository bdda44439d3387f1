package io.antiphon.peer;

import java.util.Locale;

/** Where audio passes on its way out to a peer and in from it, in this order. */
public enum CaptureStage {
  /** Out: what the source gave, in its own format, and nothing where it gave nothing. */
  PUSHED(1),
  /** Out: the same in the slots of the media clock, with silence where the source had nothing. */
  FRAMED(2),
  /** Out: after the change of rate and channels, as the encoder gets it. */
  CONVERTED(3),
  /** Out: encoded and decoded again, what the other side hears on a perfect network. */
  ENCODED(4),
  /** In: decoded with all patience, before anything is done to it. */
  RECEIVED(5),
  /** In: after the processors, as it is recorded. */
  PROCESSED(6),
  /** In: what came out of the jitter buffer, for those who listen live. */
  PLAYED(7);

  private final int number;

  CaptureStage(int number) {
    this.number = number;
  }

  /** Its number and name in a file name, such as {@code 03-converted}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%02d-%s", number, name().toLowerCase(Locale.ROOT));
  }
}
