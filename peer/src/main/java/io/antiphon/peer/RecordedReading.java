package io.antiphon.peer;

import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.jitter.PlayoutDecision;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recorded way: patient, complete, in RTP time, to whoever records a track. Decoded only if
 * somebody wants samples.
 */
final class RecordedReading {
  private final RemoteTrack track;
  private final AudioCodec codec;
  private final int channels;
  private final PatientReader reader;
  private @Nullable DecodedAudio decoded;
  private long lastNanos;

  RecordedReading(RemoteTrack track, AudioCodec codec, int channels, Duration patience) {
    this.track = track;
    this.codec = codec;
    this.channels = channels;
    reader = new PatientReader(codec.clockRateHz(), patience);
    track.recorders().forEach(RecordedSpan::onNewReading);
  }

  void insert(long nowNanos, RtpPacket packet, int durationTicks) {
    settle();
    reader.insert(nowNanos, packet, durationTicks);
  }

  /** Hands on all that is complete by now. */
  void read(long nowNanos) {
    lastNanos = nowNanos;
    settle();
    for (PlayoutDecision next = reader.poll(nowNanos); next != null; next = reader.poll(nowNanos)) {
      hand(next, reader.ticksEmitted());
    }
    List<RecordedSpan> recorders = track.recorders();
    for (int i = recorders.size() - 1; i >= 0; i--) {
      RecordedSpan span = recorders.get(i);
      if (span.isOver(reader.ticksEmitted())) {
        track.drop(span);
      }
    }
  }

  private void settle() {
    List<RecordedSpan> recorders = track.recorders();
    long newest = reader.ticksEmitted() + reader.ticksAhead();
    for (int i = 0; i < recorders.size(); i++) {
      recorders.get(i).settle(newest);
    }
  }

  private void hand(PlayoutDecision next, long end) {
    List<RecordedSpan> recorders = track.recorders();
    boolean samplesWanted = false;
    for (int i = 0; i < recorders.size(); i++) {
      RecordedSpan span = recorders.get(i);
      if (!span.holds(end)) {
        continue;
      }
      samplesWanted |= span.wantsFrames();
      PacketSink packets = span.packets(codec);
      if (packets != null) {
        hand(next, packets);
      }
    }
    if (samplesWanted) {
      handDecoded(next, end);
    }
  }

  private static void hand(PlayoutDecision next, PacketSink packets) {
    switch (next.kind()) {
      case PLAY -> packets.packet(next.payload(), next.payloadLength(), next.ticks());
      case CONCEAL -> packets.lost(next.ticks());
      case SILENCE, WAIT -> packets.silence(next.ticks());
    }
  }

  private void handDecoded(PlayoutDecision next, long end) {
    DecodedAudio samples = decoded;
    if (samples == null) {
      samples = new DecodedAudio(codec, channels);
      decoded = samples;
    }
    samples.decode(next);
    track.capture(CaptureStage.RECEIVED, samples.frame());
    List<RecordedSpan> recorders = track.recorders();
    for (int i = 0; i < recorders.size(); i++) {
      RecordedSpan span = recorders.get(i);
      if (span.holds(end)) {
        span.frame(samples.frame());
      }
    }
  }

  /** Hands on all that is left. */
  void finish() {
    reader.finish();
    read(lastNanos);
  }
}
