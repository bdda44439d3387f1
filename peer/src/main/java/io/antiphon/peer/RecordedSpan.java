package io.antiphon.peer;

import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a track somebody records: from what was said when they were added to what had been
 * said when they asked to finish, however late it comes.
 *
 * <p>Positions are those of the {@link RecordedReading}, in ticks from its start. Asked by any
 * thread, served on the event loop.
 */
final class RecordedSpan {
  private static final long UNKNOWN = -1;

  private final @Nullable AudioSink frames;
  private final @Nullable PacketRecorder packets;
  private volatile boolean finishing;
  private long from = UNKNOWN;
  private long until = Long.MAX_VALUE;
  private boolean begun;

  private RecordedSpan(@Nullable AudioSink frames, @Nullable PacketRecorder packets) {
    this.frames = frames;
    this.packets = packets;
  }

  static RecordedSpan of(AudioSink frames) {
    return new RecordedSpan(frames, null);
  }

  static RecordedSpan of(PacketRecorder packets) {
    return new RecordedSpan(null, packets);
  }

  boolean isOf(Object sink) {
    return frames == sink || packets == sink;
  }

  boolean wantsFrames() {
    return frames != null;
  }

  void finish() {
    finishing = true;
  }

  boolean isFinishing() {
    return finishing;
  }

  /** A reading begins: what comes is wanted from its very start. */
  void onNewReading() {
    from = 0;
    until = Long.MAX_VALUE;
    begun = false;
  }

  /** Notes how far what was said reaches at present. */
  void settle(long newest) {
    if (from == UNKNOWN) {
      from = newest;
    }
    if (finishing && until == Long.MAX_VALUE) {
      until = newest;
    }
  }

  boolean isOver(long position) {
    return position >= until;
  }

  /** Whether what ends at this position is wanted. */
  boolean holds(long end) {
    return end > from && end <= until;
  }

  void frame(AudioFrame frame) {
    if (frames != null) {
      frames.accept(frame);
    }
  }

  /** For packets: says once per reading what they are. */
  @Nullable PacketRecorder packets(AudioCodec codec) {
    if (packets != null && !begun) {
      begun = true;
      packets.begin(codec.encoding(), codec.clockRateHz());
    }
    return packets;
  }

  void end() {
    if (frames != null) {
      frames.end();
    }
    if (packets != null) {
      packets.end();
    }
  }
}
