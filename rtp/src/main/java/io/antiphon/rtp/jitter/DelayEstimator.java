package io.antiphon.rtp.jitter;

/**
 * Says how much delay playing out should have: the place where cleverness goes. One per buffer, one
 * thread, and no allocation per packet.
 */
public interface DelayEstimator {
  /**
   * Learns from a packet, the late ones included and copies not.
   *
   * @param delayTicks how much later it came than the fastest of the last seconds, not negative; a
   *     time in which the listener itself was held up is not counted
   * @param durationTicks what it lasts
   */
  void onPacket(long delayTicks, int durationTicks);

  /**
   * Learns when something could first be played: by its packet, or by the copy of it in the packet
   * behind (in-band FEC), if that came first.
   *
   * @param delayTicks as of {@link #onPacket}
   * @param durationTicks what it lasts
   */
  default void onContent(long delayTicks, int durationTicks) {}

  /** The delay to aim at, in ticks, from the arrival of the fastest packets to their playing. */
  int targetTicks();

  /** What it would aim at if no least delay were set, in ticks. */
  default int leastTargetTicks() {
    return targetTicks();
  }

  /** One that learns nothing. */
  static DelayEstimator fixed(int ticks) {
    return new DelayEstimator() {
      @Override
      public void onPacket(long delayTicks, int durationTicks) {}

      @Override
      public int targetTicks() {
        return ticks;
      }
    };
  }
}
