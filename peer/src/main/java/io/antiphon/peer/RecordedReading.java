package io.antiphon.peer;

import io.antiphon.codec.AudioFrame;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.jitter.PlayoutDecision;
import java.time.Duration;
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
  private final PlayoutWatch watch;
  private @Nullable DecodedAudio decoded;
  private @Nullable ProcessedWay way;
  private long lastNanos;

  RecordedReading(RemoteTrack track, AudioCodec codec, int channels, Duration patience) {
    this.track = track;
    this.codec = codec;
    this.channels = channels;
    watch = new PlayoutWatch(track, "recorder");
    reader = new PatientReader(codec.clockRateHz(), patience);
    for (RecordedSpan span : track.recorders()) {
      span.onNewReading();
    }
  }

  PatientReader reader() {
    return reader;
  }

  PlayoutWatch watch() {
    return watch;
  }

  void insert(long nowNanos, RtpPacket packet, int durationTicks) {
    settle();
    reader.insert(nowNanos, packet, durationTicks);
  }

  void insertCopy(long nowNanos, RtpPacket copy, int durationTicks) {
    settle();
    reader.insertCopy(nowNanos, copy, durationTicks);
  }

  void insertEvent(long nowNanos, RtpPacket packet, int durationTicks, boolean end) {
    settle();
    reader.insertEvent(nowNanos, packet, durationTicks, end);
  }

  /** Hands on all that is complete by now. */
  void read(long nowNanos) {
    lastNanos = nowNanos;
    settle();
    for (PlayoutDecision next = reader.poll(nowNanos); next != null; next = reader.poll(nowNanos)) {
      hand(next, reader.ticksEmitted());
    }
    for (RecordedSpan span : track.recorders()) {
      if (span.isOver(reader.ticksEmitted())) {
        track.drop(span);
      }
    }
  }

  private void settle() {
    RecordedSpan[] recorders = track.recorders();
    long newest = reader.ticksEmitted() + reader.ticksAhead();
    for (RecordedSpan span : recorders) {
      span.settle(newest);
    }
  }

  private void hand(PlayoutDecision next, long end) {
    RecordedSpan[] recorders = track.recorders();
    boolean samplesWanted = false;
    for (RecordedSpan span : recorders) {
      if (!span.holds(end)) {
        continue;
      }
      samplesWanted |= span.wantsFrames();
      PacketRecorder packets = span.packets(codec);
      if (packets != null) {
        hand(next, packets);
      }
    }
    if (samplesWanted) {
      handDecoded(next, end);
    }
  }

  private static void hand(PlayoutDecision next, PacketRecorder packets) {
    switch (next.kind()) {
      case PLAY -> {
        if (next.payloadType() == AudioCodec.COMFORT_NOISE) {
          packets.silence(next.ticks()); // noise is no payload of the codec's
        } else {
          packets.packet(next.payload(), next.payloadLength(), next.ticks());
        }
      }
      case CONCEAL -> packets.lost(next.ticks());
      case SILENCE, WAIT -> packets.silence(next.ticks());
    }
  }

  private void handDecoded(PlayoutDecision next, long end) {
    DecodedAudio samples = decoded;
    ProcessedWay through = way;
    if (samples == null || through == null) {
      samples = new DecodedAudio(codec, channels, watch);
      through = new ProcessedWay(track.processing(), samples.format(), false);
      decoded = samples;
      way = through;
    }
    samples.decode(next);
    track.capture(CaptureStage.RECEIVED, samples.frame());
    AudioFrame processed = through.process(samples.frame());
    for (RecordedSpan span : track.recorders()) {
      if (span.holds(end)) {
        span.frame(processed);
      }
    }
  }

  /** Hands on all that is left. */
  void finish() {
    reader.finish();
    read(lastNanos);
  }

  /** Lets its processors go. */
  void close() {
    ProcessedWay through = way;
    if (through != null) {
      through.close();
    }
  }
}
