package io.antiphon.peer;

import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.rtp.RtpPacket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
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
 * comes from then on, and one that is added after its end is told so at once.
 */
public final class RemoteTrack {
  private static final AudioSink[] NOBODY = {};
  private static final RecordedSpan[] NO_SPANS = {};
  private static final Duration MOST_JITTER_BUFFER_TARGET = Duration.ofSeconds(4);

  // Read on every packet, written a few times in a call: an array is replaced, never changed.
  private volatile AudioSink[] live = NOBODY;
  private volatile RecordedSpan[] recorders = NO_SPANS;
  private volatile AudioSink[] leaving = NOBODY;
  private final Processing processing = new Processing();
  private volatile @Nullable String mid;
  private volatile @Nullable StageCapture capture;
  private String peer = "";
  private boolean ended;
  private volatile @Nullable PacketSink packetSink;
  private volatile long jitterBufferTargetNanos;
  private volatile @Nullable DeviceClock deviceClock;
  private final List<Consumer<String>> keyListeners = new CopyOnWriteArrayList<>();

  /** Who wants the packets as they are. */
  interface PacketSink {
    /** Takes a packet, which is only lent; called on the loop, as it arrives. */
    void accept(long nowNanos, RtpPacket packet, int durationTicks);
  }

  RemoteTrack() {}

  /** The name of its section; null before it was negotiated. */
  public @Nullable String mid() {
    return mid;
  }

  void setMid(String value) {
    mid = value;
  }

  /** What the flight recorder calls who speaks. */
  String peer() {
    return peer;
  }

  void setPeer(String label) {
    peer = label;
  }

  /** What changes the audio before any sink hears it. */
  public Processing processing() {
    return processing;
  }

  /**
   * Asks for at least this delay of what is heard live, within the configured bounds; less makes no
   * sense on an uneven path, more steadies it (W3C {@code RTCRtpReceiver.jitterBufferTarget}).
   *
   * @param target 0, for what the path needs, to 4 s
   * @throws IllegalArgumentException if it is out of that range
   */
  public void setJitterBufferTarget(Duration target) {
    if (target.isNegative() || target.compareTo(MOST_JITTER_BUFFER_TARGET) > 0) {
      throw new IllegalArgumentException("jitter buffer target is from 0 to 4 s, not " + target);
    }
    jitterBufferTargetNanos = target.toNanos();
  }

  /** What {@link #setJitterBufferTarget} asked for; zero if nothing. */
  public Duration jitterBufferTarget() {
    return Duration.ofNanos(jitterBufferTargetNanos);
  }

  /**
   * The same as {@link #setJitterBufferTarget} under the name, and in the unit, that browsers had
   * for it before ({@code RTCRtpReceiver.playoutDelayHint}).
   *
   * @param seconds 0, for what the path needs, to 4
   * @throws IllegalArgumentException if it is out of that range, or no number
   */
  public void setPlayoutDelayHint(double seconds) {
    if (!(seconds >= 0 && seconds <= MOST_JITTER_BUFFER_TARGET.toSeconds())) {
      throw new IllegalArgumentException("playout delay hint is from 0 to 4 s, not " + seconds);
    }
    setJitterBufferTarget(Duration.ofNanos(Math.round(seconds * 1e9)));
  }

  /**
   * Tells each key that the other side presses (RFC 4733): {@code 0} to {@code 9}, {@code *},
   * {@code #}, {@code A} to {@code D}. Each is told once, as it begins, on the event loop.
   */
  public void onDtmf(Consumer<String> listener) {
    keyListeners.add(Objects.requireNonNull(listener, "listener"));
  }

  void press(String key) {
    keyListeners.forEach(listener -> listener.accept(key));
  }

  int jitterBufferTarget(int clockRateHz) {
    return (int) (jitterBufferTargetNanos * 1e-9 * clockRateHz);
  }

  /** What those who listen live are served by; null for the media clock. */
  public @Nullable DeviceClock deviceClock() {
    return deviceClock;
  }

  /**
   * Has those who listen live served by the clock of a device that plays: all get frames of 5 ms
   * when the device wants them; null for the media clock, which it is unless said otherwise. Holds
   * from the next slot of the media clock on.
   */
  public void setDeviceClock(@Nullable DeviceClock clock) {
    deviceClock = clock;
  }

  /** Adds a sink that listens live. */
  public void addSink(AudioSink sink) {
    Objects.requireNonNull(sink, "sink");
    synchronized (this) {
      if (!ended) {
        live = with(live, sink);
        return;
      }
    }
    sink.end();
  }

  /** Adds a sink that wants all of it, in order, and can wait. */
  public void addRecorder(AudioSink sink) {
    add(RecordedSpan.of(Objects.requireNonNull(sink, "sink")));
  }

  /** The same for one who wants the packets themselves. */
  public void addRecorder(PacketRecorder recorder) {
    add(RecordedSpan.of(Objects.requireNonNull(recorder, "recorder")));
  }

  private void add(RecordedSpan span) {
    synchronized (this) {
      if (!ended) {
        RecordedSpan[] more = Arrays.copyOf(recorders, recorders.length + 1);
        more[more.length - 1] = span;
        recorders = more;
        return;
      }
    }
    span.end();
  }

  /**
   * Takes a sink away, whichever way it was added. It is served until the next slot of the media
   * clock, a recorder until it has all that was said up to now, however late that comes; then its
   * {@link AudioSink#end} is called.
   */
  public synchronized void remove(AudioSink sink) {
    if (isAmong(live, sink)) {
      leaving = with(leaving, sink);
    }
    finishSpansOf(sink);
  }

  /** The same for one who has the packets. */
  public synchronized void remove(PacketRecorder recorder) {
    finishSpansOf(recorder);
  }

  private void finishSpansOf(Object sink) {
    for (RecordedSpan span : recorders) {
      if (span.isOf(sink)) {
        span.finish();
      }
    }
  }

  void setPacketSink(@Nullable PacketSink sink) {
    packetSink = sink;
  }

  void receive(long nowNanos, RtpPacket packet, int durationTicks) {
    PacketSink sink = packetSink;
    if (sink != null) {
      sink.accept(nowNanos, packet, durationTicks);
    }
  }

  boolean isHeardLive() {
    return live.length > 0;
  }

  boolean isRecorded() {
    return recorders.length > 0;
  }

  void play(AudioFrame frame) {
    capture(CaptureStage.PLAYED, frame);
    for (AudioSink sink : live) {
      sink.accept(frame);
    }
  }

  RecordedSpan[] recorders() {
    return recorders;
  }

  boolean isAnybodyLeaving() {
    return leaving.length > 0;
  }

  /** Lets those go who listened live and were taken away; on the event loop. */
  void letGo() {
    AudioSink[] going;
    synchronized (this) {
      going = leaving;
      leaving = NOBODY;
      live = without(live, going);
    }
    for (AudioSink sink : going) {
      sink.end();
    }
  }

  /** Lets a recorder go who has all; on the event loop. */
  void drop(RecordedSpan span) {
    synchronized (this) {
      recorders =
          Arrays.stream(recorders).filter(each -> each != span).toArray(RecordedSpan[]::new);
    }
    span.end();
  }

  /** Lets the recorders go who were taken away, as nothing is on its way to them. */
  void dropFinishing() {
    for (RecordedSpan span : recorders) {
      if (span.isFinishing()) {
        drop(span);
      }
    }
  }

  /** Lets everybody go, for good; on the event loop. */
  void end() {
    synchronized (this) {
      ended = true;
      leaving = live;
    }
    letGo();
    for (RecordedSpan span : recorders) {
      drop(span);
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

  private static boolean isAmong(AudioSink[] sinks, AudioSink sought) {
    for (AudioSink sink : sinks) {
      if (sink == sought) {
        return true;
      }
    }
    return false;
  }

  /** The same and this one, unless it is there already. */
  private static AudioSink[] with(AudioSink[] sinks, AudioSink added) {
    if (isAmong(sinks, added)) {
      return sinks;
    }
    AudioSink[] more = Arrays.copyOf(sinks, sinks.length + 1);
    more[sinks.length] = added;
    return more;
  }

  private static AudioSink[] without(AudioSink[] sinks, AudioSink[] going) {
    return Arrays.stream(sinks).filter(sink -> !isAmong(going, sink)).toArray(AudioSink[]::new);
  }
}
