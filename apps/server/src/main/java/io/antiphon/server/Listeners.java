package io.antiphon.server;

import io.antiphon.codec.AudioFormat;
import io.antiphon.peer.RemoteTrack;
import io.antiphon.signaling.SignalingException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Who listens to what one peer says, by HTTP or WebSocket. From any thread. */
final class Listeners {
  private static final int MOST = 16;

  private final List<VoiceOut> all = new ArrayList<>();
  private final LongAdder droppedSamples = new LongAdder();
  private @Nullable RemoteTrack track;
  private boolean gone;

  /**
   * Makes room for one more.
   *
   * @throws SignalingException 503 if there are too many
   */
  VoiceOut make(AudioFormat format, ByteOrder order) {
    synchronized (this) {
      if (all.size() >= MOST) {
        throw new SignalingException(
            503, "Service Unavailable", MOST + " listen to this peer already; end one of them.");
      }
    }
    VoiceOut[] made = new VoiceOut[1];
    VoiceOut voice = new VoiceOut(format, order, droppedSamples, () -> remove(made[0]));
    made[0] = voice;
    return voice;
  }

  /** From now on, or from when the peer may speak. */
  void add(VoiceOut voice) {
    RemoteTrack speaks;
    boolean late;
    synchronized (this) {
      speaks = track;
      late = gone || all.size() >= MOST; // others may have come since it was made
      if (!late) {
        all.add(voice);
      }
    }
    if (late) {
      voice.end();
    } else if (speaks != null) {
      speaks.addSink(voice);
    }
  }

  private void remove(VoiceOut voice) {
    RemoteTrack speaks;
    synchronized (this) {
      all.remove(voice);
      speaks = track;
    }
    if (speaks != null) {
      speaks.remove(voice);
    }
  }

  /** The peer may speak. */
  void follow(RemoteTrack newTrack) {
    List<VoiceOut> early;
    synchronized (this) {
      track = newTrack;
      early = List.copyOf(all);
    }
    early.forEach(newTrack::addSink);
  }

  /** The peer goes. */
  void end() {
    List<VoiceOut> left;
    synchronized (this) {
      gone = true;
      left = List.copyOf(all);
    }
    left.forEach(VoiceOut::end);
  }

  synchronized int count() {
    return all.size();
  }

  long droppedSamples() {
    return droppedSamples.sum();
  }
}
