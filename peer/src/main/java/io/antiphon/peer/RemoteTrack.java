package io.antiphon.peer;

import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the other side says in one section, once it is decoded.
 *
 * <p>A sink is served in one of two ways. {@linkplain #addSink Live}: on the media clock, 20 ms
 * every 20 ms, through the jitter buffer. {@linkplain #addRecorder Recorded}: by the timestamps of
 * the packets, with a second of patience for late ones, so that what arrives is complete and
 * exactly as long as what was said. Sinks are called on the event loop and must not block.
 *
 * <p>Its methods may be called from any thread; a sink that is added while the call runs hears what
 * comes from then on.
 */
public final class RemoteTrack {
  private final List<AudioSink> live = new CopyOnWriteArrayList<>();
  private final List<RecordedSpan> recorders = new CopyOnWriteArrayList<>();
  private volatile @Nullable String mid;
  private volatile @Nullable StageCapture capture;
  private volatile boolean ended;

  RemoteTrack() {}

  /** The name of its section; null before it was negotiated. */
  public @Nullable String mid() {
    return mid;
  }

  void setMid(String value) {
    mid = value;
  }

  /** Adds a sink that listens live. */
  public void addSink(AudioSink sink) {
    live.add(Objects.requireNonNull(sink, "sink"));
  }

  /** Adds a sink that wants all of it, in order, and can wait. */
  public void addRecorder(AudioSink sink) {
    recorders.add(RecordedSpan.of(Objects.requireNonNull(sink, "sink")));
  }

  /** The same for a sink that wants the packets themselves. */
  public void addRecorder(PacketSink sink) {
    recorders.add(RecordedSpan.of(Objects.requireNonNull(sink, "sink")));
  }

  /** Takes a sink away at once, whichever way it was added; its {@code end} is called. */
  public void remove(AudioSink sink) {
    if (live.remove(sink)) {
      sink.end();
    }
    recorders.stream().filter(span -> span.isOf(sink)).forEach(this::drop);
  }

  /**
   * Takes a recording sink away once it has all that was said up to now, late packets included;
   * then its {@link AudioSink#end} is called.
   */
  public void finish(AudioSink sink) {
    finishSpanOf(sink);
  }

  /** The same for a sink that has the packets. */
  public void finish(PacketSink sink) {
    finishSpanOf(sink);
  }

  private void finishSpanOf(Object sink) {
    for (RecordedSpan span : recorders) {
      if (span.isOf(sink)) {
        span.finish();
        if (ended) {
          drop(span);
        }
      }
    }
  }

  boolean isHeardLive() {
    return !live.isEmpty();
  }

  boolean isRecorded() {
    return !recorders.isEmpty();
  }

  List<RecordedSpan> recorders() {
    return recorders;
  }

  /** Lets those go who have asked to finish, as nothing is waiting for them. */
  void dropFinishing() {
    for (int i = recorders.size() - 1; i >= 0; i--) {
      RecordedSpan span = recorders.get(i);
      if (span.isFinishing()) {
        drop(span);
      }
    }
  }

  void drop(RecordedSpan span) {
    if (recorders.remove(span)) {
      span.end();
    }
  }

  void play(AudioFrame frame) {
    capture(CaptureStage.PLAYED, frame);
    for (int i = 0; i < live.size(); i++) {
      live.get(i).accept(frame);
    }
  }

  void setCapture(@Nullable StageCapture newCapture) {
    capture = newCapture;
  }

  @Nullable StageCapture capture() {
    return capture;
  }

  void capture(CaptureStage stage, AudioFrame frame) {
    StageCapture current = capture;
    if (current != null) {
      current.accept(stage, frame);
    }
  }

  void end() {
    ended = true;
    List.copyOf(live).forEach(this::remove);
    recorders.forEach(this::drop);
  }
}
