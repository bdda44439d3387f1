package io.antiphon.peer;

import io.antiphon.codec.AudioFrame;
import io.antiphon.rtp.RtpPacket;
import io.antiphon.rtp.jitter.JitterBuffer;
import io.antiphon.rtp.jitter.JitterConfig;

/** The live way: through the jitter buffer, 20 ms in each slot of the media clock. */
final class LivePlayout {
  private static final int SLOTS_PER_SECOND = 50;
  private static final int MAX_LATE_SLOTS = 5;
  private static final int MAX_STEPS = 40;

  private final RemoteTrack track;
  private final AdaptivePlayout playout;
  private final AudioFrame slot;
  private final ProcessedWay way;
  private final int clockRateHz;

  LivePlayout(RemoteTrack track, AudioCodec codec, JitterConfig config) {
    this.track = track;
    clockRateHz = codec.clockRateHz();
    playout = new AdaptivePlayout(codec, config, new PlayoutWatch(track, "live"));
    slot = new AudioFrame(playout.format(), sampleRateHz() / SLOTS_PER_SECOND);
    way = new ProcessedWay(track.processing(), playout.format(), true);
  }

  JitterBuffer buffer() {
    return playout.buffer();
  }

  PlayoutWatch watch() {
    return playout.watch();
  }

  /** What was handed to the listeners. */
  AdaptivePlayout playout() {
    return playout;
  }

  int sampleRateHz() {
    return playout.format().sampleRateHz();
  }

  void insert(long nowNanos, RtpPacket packet, int durationTicks, boolean withCopies) {
    playout.insert(nowNanos, packet, durationTicks, withCopies);
  }

  void insertCopy(long nowNanos, RtpPacket copy, int durationTicks) {
    playout.insertCopy(nowNanos, copy, durationTicks);
  }

  void insertEvent(long nowNanos, RtpPacket packet, int durationTicks, boolean end) {
    playout.insertEvent(nowNanos, packet, durationTicks, end);
  }

  /**
   * Plays what the clock asks for.
   *
   * @param slots 1, or more after a stall: those are made up for, as the listener's own clock has
   *     gone on
   */
  void play(long nowNanos, int slots) {
    playout.buffer().setDelayHint(track.jitterBufferTarget(clockRateHz));
    for (int i = 0; i < Math.min(slots, MAX_LATE_SLOTS); i++) {
      playout.read(nowNanos, slot.samples(), 0, slot.capacityPerChannel());
      slot.setSamplesPerChannel(slot.capacityPerChannel());
      track.play(way.process(slot));
    }
  }

  /** Plays steps that a device wants. */
  void playSteps(long nowNanos, int steps) {
    playout.buffer().setDelayHint(track.jitterBufferTarget(sampleRateHz()));
    int samples = playout.format().samplesPerChannel(DeviceClock.HEARD_MILLIS);
    for (int i = 0; i < Math.min(steps, MAX_STEPS); i++) {
      playout.read(nowNanos, slot.samples(), 0, samples);
      slot.setSamplesPerChannel(samples);
      track.play(way.process(slot));
    }
  }

  void close() {
    way.close();
  }
}
