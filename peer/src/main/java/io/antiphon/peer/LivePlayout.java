package io.antiphon.peer;

import io.antiphon.codec.AudioFrame;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.jitter.JitterBuffer;
import io.antiphon.rtp.jitter.JitterConfig;
import io.antiphon.rtp.jitter.PlayoutDecision;
import java.util.Arrays;

/** The live way: through the jitter buffer, 20 ms in each slot of the media clock. */
final class LivePlayout {
  private static final int SLOTS_PER_SECOND = 50;
  private static final int MAX_LATE_SLOTS = 5;

  private final RemoteTrack track;
  private final JitterBuffer buffer;
  private final DecodedAudio decoded;
  private final AudioFrame slot;
  private final ProcessedWay way;
  private int pendingFrom;
  private int pending;

  LivePlayout(RemoteTrack track, AudioCodec codec) {
    this.track = track;
    buffer = new JitterBuffer(JitterConfig.of(codec.clockRateHz()));
    decoded = new DecodedAudio(codec, codec == AudioCodec.OPUS ? 2 : 1);
    slot = new AudioFrame(decoded.format(), decoded.format().sampleRateHz() / SLOTS_PER_SECOND);
    way = new ProcessedWay(track.processing(), decoded.format(), true);
  }

  JitterBuffer buffer() {
    return buffer;
  }

  void insert(long nowNanos, RtpPacket packet, int durationTicks) {
    buffer.insert(nowNanos, packet, durationTicks);
  }

  /**
   * Plays what the clock asks for.
   *
   * @param slots 1, or more after a stall: those are made up for, as the listener's own clock has
   *     gone on
   */
  void play(long nowNanos, int slots) {
    for (int i = 0; i < Math.min(slots, MAX_LATE_SLOTS); i++) {
      fillSlot(nowNanos);
      track.play(way.process(slot));
    }
  }

  void close() {
    way.close();
  }

  private void fillSlot(long nowNanos) {
    int channels = slot.format().channels();
    int wanted = slot.capacityPerChannel();
    int filled = 0;
    while (filled < wanted) {
      if (pending == 0 && !refill(nowNanos)) {
        Arrays.fill(slot.samples(), filled * channels, wanted * channels, (short) 0);
        break;
      }
      int part = Math.min(pending, wanted - filled);
      System.arraycopy(
          decoded.frame().samples(),
          pendingFrom * channels,
          slot.samples(),
          filled * channels,
          part * channels);
      pendingFrom += part;
      pending -= part;
      filled += part;
    }
    slot.setSamplesPerChannel(wanted);
  }

  private boolean refill(long nowNanos) {
    PlayoutDecision next = buffer.next(nowNanos);
    if (next.kind() == PlayoutDecision.Kind.WAIT) {
      return false;
    }
    decoded.decode(next);
    pendingFrom = 0;
    pending = decoded.frame().samplesPerChannel();
    return pending > 0;
  }
}
