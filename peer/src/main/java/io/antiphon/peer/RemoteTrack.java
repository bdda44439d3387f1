package io.antiphon.peer;

import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.rtp.RtpPacket;
import java.util.ArrayList;
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
  private final List<AudioSink> recorders = new CopyOnWriteArrayList<>();
  private volatile @Nullable String mid;
  private volatile @Nullable PacketSink packetSink;

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

  /** Adds a sink that listens live. */
  public void addSink(AudioSink sink) {
    live.add(Objects.requireNonNull(sink, "sink"));
  }

  /** Adds a sink that wants all of it, in order, and can wait. */
  public void addRecorder(AudioSink sink) {
    recorders.add(Objects.requireNonNull(sink, "sink"));
  }

  /** Takes a sink away, whichever way it was added; its {@link AudioSink#end} is called. */
  public void remove(AudioSink sink) {
    boolean listened = live.remove(sink);
    boolean recorded = recorders.remove(sink);
    if (listened || recorded) {
      sink.end();
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
    return !live.isEmpty();
  }

  boolean isRecorded() {
    return !recorders.isEmpty();
  }

  void play(AudioFrame frame) {
    for (int i = 0; i < live.size(); i++) {
      live.get(i).accept(frame);
    }
  }

  void record(AudioFrame frame) {
    for (int i = 0; i < recorders.size(); i++) {
      recorders.get(i).accept(frame);
    }
  }

  void end() {
    List<AudioSink> all = new ArrayList<>(live);
    all.addAll(recorders);
    all.forEach(this::remove);
  }
}
