package io.antiphon.peer;

import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.jitter.PatientReader;
import io.antiphon.rtp.jitter.PlayoutDecision;

/** The recorded way: patient, complete, in RTP time, to whoever records a track. */
final class RecordedReading {
  private final RemoteTrack track;
  private final PatientReader reader;
  private final DecodedAudio decoded;
  private final ProcessedWay way;
  private long lastNanos;

  RecordedReading(RemoteTrack track, AudioCodec codec, int channels) {
    this.track = track;
    reader = new PatientReader(codec.clockRateHz());
    decoded = new DecodedAudio(codec, channels);
    way = new ProcessedWay(track.processing(), decoded.format(), false);
  }

  void insert(long nowNanos, RtpPacket packet, int durationTicks) {
    reader.insert(nowNanos, packet, durationTicks);
  }

  /** Hands on all that is complete by now. */
  void read(long nowNanos) {
    lastNanos = nowNanos;
    for (PlayoutDecision next = reader.poll(nowNanos); next != null; next = reader.poll(nowNanos)) {
      decoded.decode(next);
      track.record(way.process(decoded.frame()));
    }
  }

  /** Hands on all that is left. */
  void finish() {
    reader.finish();
    read(lastNanos);
    way.close();
  }
}
