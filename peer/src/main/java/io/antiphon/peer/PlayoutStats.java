package io.antiphon.peer;

import io.antiphon.rtp.jitter.JitterStatistics;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.quality.QualityWindow;
import io.antiphon.rtp.stream.RtpReceiver;
import org.jspecify.annotations.Nullable;

/**
 * What happens to packets once they are received, as members of {@code inbound-rtp}: the jitter
 * buffer's where somebody listens, the recorder's where somebody records, and how it sounds.
 *
 * <p>W3C has no names for a recorder, nor for quality; those members are ours: {@code rFactor} (0
 * to 93.2) and {@code mos} (1 to 4.41) of the last ten seconds, and {@code recorder…}.
 */
final class PlayoutStats {
  private static final String PLAYOUT_ID = "AP";

  private final InboundAudio inbound;
  private final RtpReceiver receiver;
  private final long nowNanos;

  PlayoutStats(InboundAudio inbound, RtpReceiver receiver, long nowNanos) {
    this.inbound = inbound;
    this.receiver = receiver;
    this.nowNanos = nowNanos;
  }

  void addTo(StatsReport.Builder.Entry entry) {
    PlayoutWatch playout = inbound.playout();
    if (playout != null) {
      entry
          .with("audioLevel", InboundWatch.audioLevel(nowNanos, playout, receiver))
          .with("totalAudioEnergy", playout.energy().totalAudioEnergy())
          .with("totalSamplesDuration", playout.energy().totalSamplesDuration());
    }
    LivePlayout live = inbound.live();
    if (live != null) {
      entry.with("playoutId", playoutId(inbound));
      buffer(entry, live.buffer().statistics());
    }
    RecordedReading recorded = inbound.recorded();
    if (recorded != null) {
      recorder(entry, recorded);
    }
    QualityWindow quality = inbound.watch().quality();
    entry.with("rFactor", known(quality.rFactor())).with("mos", known(quality.mos()));
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static void buffer(StatsReport.Builder.Entry entry, JitterStatistics played) {
    entry
        .with("packetsDiscarded", played.packetsDiscarded())
        .with("jitterBufferDelay", played.jitterBufferDelay())
        .with("jitterBufferTargetDelay", played.jitterBufferTargetDelay())
        .with("jitterBufferMinimumDelay", played.jitterBufferMinimumDelay())
        .with("jitterBufferEmittedCount", played.jitterBufferEmittedCount())
        .with("totalSamplesReceived", played.totalSamplesReceived())
        .with("concealedSamples", played.concealedSamples())
        .with("silentConcealedSamples", played.silentConcealedSamples())
        .with("concealmentEvents", played.concealmentEvents())
        .with("insertedSamplesForDeceleration", played.insertedSamplesForDeceleration())
        .with("removedSamplesForAcceleration", played.removedSamplesForAcceleration());
  }

  private static void recorder(StatsReport.Builder.Entry entry, RecordedReading recorded) {
    PatientReader reader = recorded.reader();
    entry
        .with("recorderPacketsRead", reader.packetsRead())
        .with("recorderPacketsLate", reader.packetsLate())
        .with("recorderPacketsDuplicated", reader.packetsDuplicated())
        .with("recorderPacketsRefused", reader.packetsRefused())
        .with("recorderSamplesEmitted", reader.ticksEmitted())
        .with("recorderSamplesLost", reader.ticksLost())
        .with("recorderSamplesSilent", reader.ticksSilent())
        .with("recorderSecondsRepaired", recorded.watch().repairedSeconds());
  }

  private static String playoutId(InboundAudio inbound) {
    return PLAYOUT_ID + inbound.transceiver().mid();
  }

  /**
   * The end of the live way ({@code RTCAudioPlayoutStats}): what was handed to the listeners, with
   * no delay of ours behind the jitter buffer.
   */
  static void playout(StatsReport.Builder report, InboundAudio inbound) {
    LivePlayout live = inbound.live();
    if (live == null) {
      return;
    }
    double rate = live.sampleRateHz();
    report
        .add("media-playout", playoutId(inbound))
        .with("kind", "audio")
        .with("synthesizedSamplesDuration", live.playout().samplesSynthesized() / rate)
        .with("synthesizedSamplesEvents", live.playout().synthesizedEvents())
        .with("totalSamplesDuration", live.playout().samplesPlayed() / rate)
        .with("totalPlayoutDelay", 0.0)
        .with("totalSamplesCount", live.playout().samplesPlayed())
        .end();
  }
}
