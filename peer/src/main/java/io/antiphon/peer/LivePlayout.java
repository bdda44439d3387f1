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
  private long samplesPlayed;
  private long samplesSynthesized;
  private long synthesizedEvents;
  private boolean synthesizing;

  LivePlayout(RemoteTrack track, AudioCodec codec, JitterConfig config) {
    this.track = track;
    buffer = new JitterBuffer(config);
    PlayoutWatch watch = new PlayoutWatch(track, "live");
    decoded = new DecodedAudio(codec, codec == AudioCodec.OPUS ? 2 : 1, watch);
    slot = new AudioFrame(decoded.format(), decoded.format().sampleRateHz() / SLOTS_PER_SECOND);
    way = new ProcessedWay(track.processing(), decoded.format(), true);
  }

  JitterBuffer buffer() {
    return buffer;
  }

  PlayoutWatch watch() {
    return decoded.watch();
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
        synthesized(wanted - filled);
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
    samplesPlayed += wanted;
  }

  private void synthesized(int samples) {
    decoded.watch().onNothing();
    synthesizedEvents += synthesizing ? 0 : 1;
    synthesizing = true;
    samplesSynthesized += samples;
  }

  /** Samples per channel handed to the listeners so far, silence for want of audio included. */
  long samplesPlayed() {
    return samplesPlayed;
  }

  /** Those of them that were silence for want of audio. */
  long samplesSynthesized() {
    return samplesSynthesized;
  }

  /** How often there began to be none. */
  long synthesizedEvents() {
    return synthesizedEvents;
  }

  int sampleRateHz() {
    return decoded.format().sampleRateHz();
  }

  private boolean refill(long nowNanos) {
    PlayoutDecision next = buffer.next(nowNanos);
    decoded.watch().onDecided(buffer, decoded.format().sampleRateHz());
    if (next.kind() == PlayoutDecision.Kind.WAIT) {
      return false;
    }
    synthesizing = false;
    decoded.decode(next);
    pendingFrom = 0;
    pending = decoded.frame().samplesPerChannel();
    return pending > 0;
  }
}
