package io.antiphon.ice;

/** How far the search for candidates of ours has come: W3C {@code RTCIceGathererState}. */
public enum GatheringState {
  /** It has not begun. */
  NEW,
  /** Some may still come. */
  GATHERING,
  /** All there are have been told. */
  COMPLETE
}
