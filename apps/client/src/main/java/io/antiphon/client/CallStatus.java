package io.antiphon.client;

import org.jspecify.annotations.Nullable;

/**
 * How a call goes at one moment.
 *
 * @param state of the connection as W3C calls it, or {@code reconnecting}
 * @param elapsedSeconds since it was connected
 * @param totalSeconds that it is to last; 0 for no end
 * @param outDbov level of what is sent, 0 to 127 below the loudest
 * @param inDbov level of what is heard, likewise
 * @param muted whether silence is sent
 * @param lost what the sound devices have cost
 * @param network what is known of the way there and back
 */
record CallStatus(
    String state,
    double elapsedSeconds,
    long totalSeconds,
    int outDbov,
    int inDbov,
    boolean muted,
    Loss lost,
    Network network) {

  /**
   * The network and the buffers; NaN for what is not known.
   *
   * @param roundTripMillis to the server and back
   * @param lossPercent of the packets that were to come since the call began
   * @param bufferMillis that what is heard waits on average, jitter buffer and speaker together
   */
  record Network(double roundTripMillis, double lossPercent, double bufferMillis) {
    static final Network UNKNOWN = new Network(Double.NaN, Double.NaN, Double.NaN);
  }

  /**
   * What was lost between the call and the sound devices since they were opened.
   *
   * @param outDroppedMillis of what the microphone heard, left out so that the rest is not late
   * @param inDroppedMillis of what was to be heard, left out likewise
   * @param inUnderrunMillis for which the speaker had nothing of it to play
   */
  record Loss(long outDroppedMillis, long inDroppedMillis, long inUnderrunMillis) {
    static final Loss NONE = new Loss(0, 0, 0);

    /** Of devices that are in use; null for one that is not. */
    static Loss of(@Nullable Microphone microphone, @Nullable Speaker speaker) {
      return new Loss(
          microphone == null ? 0 : microphone.droppedMillis(),
          speaker == null ? 0 : speaker.droppedMillis(),
          speaker == null ? 0 : speaker.underrunMillis());
    }
  }
}
