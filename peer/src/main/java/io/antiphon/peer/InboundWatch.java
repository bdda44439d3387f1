package io.antiphon.peer;

import io.antiphon.ice.CandidatePair;
import io.antiphon.rtp.jitter.JitterStatistics;
import io.antiphon.rtp.quality.EModel;
import io.antiphon.rtp.quality.QualityWindow;
import io.antiphon.rtp.stream.RtpReceiver;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one incoming section beyond its present source: how good it sounds, and what
 * went through before the source or its reader was changed.
 */
final class InboundWatch {
  /** A packet is spoken before it is sent, and Opus looks 6.5 ms ahead. */
  private static final double CODEC_DELAY_MILLIS = 26.5;

  private static final long QUIET_NANOS = 1_000_000_000;

  private final QualityWindow quality = new QualityWindow(EModel.Codec.CONCEALING);
  private MediaTotals past = MediaTotals.NONE;

  /** Keeps the counts of what is about to be forgotten. */
  void keep(MediaTotals present) {
    past = past.plus(present);
  }

  MediaTotals totals(MediaTotals present) {
    return past.plus(present);
  }

  /** The counts of these, each of which may be missing. */
  static MediaTotals present(
      @Nullable RtpReceiver receiver,
      @Nullable LivePlayout live,
      @Nullable RecordedReading recorded,
      long undecodable) {
    JitterStatistics played = live == null ? null : live.buffer().statistics();
    return new MediaTotals(
        0,
        0,
        0,
        0,
        receiver == null ? 0 : receiver.packetsReceived(),
        0,
        receiver == null ? 0 : Math.max(0, receiver.packetsLost()),
        played == null ? 0 : played.packetsDiscarded(),
        0,
        undecodable,
        0,
        sum(live, recorded, PlayoutWatch::decodedSeconds),
        sum(live, recorded, PlayoutWatch::concealedSeconds),
        sum(live, recorded, PlayoutWatch::repairedSeconds));
  }

  private static double sum(
      @Nullable LivePlayout live,
      @Nullable RecordedReading recorded,
      ToDoubleFunction<PlayoutWatch> count) {
    return (live == null ? 0 : count.applyAsDouble(live.watch()))
        + (recorded == null ? 0 : count.applyAsDouble(recorded.watch()));
  }

  /** Once a second. */
  void observe(InboundAudio inbound, @Nullable CandidatePair path) {
    PlayoutWatch playout = inbound.playout();
    RtpReceiver receiver = inbound.receiver();
    if (playout == null || receiver == null) {
      return;
    }
    quality.observe(
        playout.decodedSeconds(),
        playout.concealedSeconds(),
        playout.concealmentEvents(),
        delayMillis(inbound, receiver, path));
  }

  private static double delayMillis(
      InboundAudio inbound, RtpReceiver receiver, @Nullable CandidatePair path) {
    var roundTrip = path == null ? null : path.currentRoundTripTime();
    double way = roundTrip == null ? 0 : roundTrip.toNanos() * 0.5e-6;
    LivePlayout live = inbound.live();
    // Who only records waits for the file's sake; somebody listening would wait for the jitter.
    double buffered =
        live == null
            ? 4_000 * receiver.jitterSeconds()
            : 1_000.0 * live.buffer().delayTicks() / receiver.clockRateHz();
    return CODEC_DELAY_MILLIS + way + buffered;
  }

  /** Over the last ten seconds. */
  QualityWindow quality() {
    return quality;
  }

  /** The level that is heard now: that of the last frame, unless the source has fallen silent. */
  static double audioLevel(long nowNanos, PlayoutWatch playout, RtpReceiver receiver) {
    boolean quiet = nowNanos - receiver.lastPacketReceivedNanos() > QUIET_NANOS;
    return quiet ? 0 : playout.energy().audioLevel();
  }
}
