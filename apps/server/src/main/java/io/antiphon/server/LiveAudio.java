package io.antiphon.server;

import io.antiphon.codec.AudioFormat;
import io.antiphon.peer.PushConfig;
import io.antiphon.peer.PushSource;
import io.antiphon.peer.PushStats;
import io.antiphon.signaling.SignalingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is pushed to one peer, and who may push it now: one utterance after the other, in the order
 * in which they were asked for. From any thread.
 */
final class LiveAudio {
  private static final int MOST_WAITING = 64;

  /** The right to push, until it is given back. */
  final class Turn {
    private final CompletableFuture<Turn> begun = new CompletableFuture<>();
    private final CompletableFuture<SignalingException> refused = new CompletableFuture<>();

    private Turn() {}

    void whenBegun(Runnable action) {
      CompletableFuture<Void> unused = begun.thenRun(action);
    }

    void whenRefused(Consumer<SignalingException> action) {
      CompletableFuture<Void> unused = refused.thenAccept(action);
    }

    /** Completed when it is this one's turn. */
    CompletableFuture<Turn> begun() {
      return begun;
    }

    /** Completed if it is over before its time, with the reason to tell. */
    CompletableFuture<SignalingException> refused() {
      return refused;
    }

    /** Gives it back, or gives up waiting for it. Idempotent. */
    void end() {
      LiveAudio.this.end(this);
    }
  }

  private final String id;
  private final PushSource source;
  private final List<LiveSocket> sockets = new CopyOnWriteArrayList<>();
  private final Queue<Turn> waiting = new ArrayDeque<>();
  private @Nullable Turn current;
  private boolean gone;
  private long brokenOff;

  LiveAudio(String id, MediaConfig media) {
    this.id = id;
    AudioFormat format = AudioFormat.stereo(media.audio().sampleRateHz());
    source = PushSource.of(format, PushConfig.of(media.audio()));
    source.onEvent(event -> sockets.forEach(socket -> socket.tell(event)));
  }

  /** Tells it of all events from now on. */
  void add(LiveSocket socket) {
    sockets.add(socket);
  }

  void remove(LiveSocket socket) {
    sockets.remove(socket);
  }

  PushSource source() {
    return source;
  }

  /** Asks for a turn, and to wait for it. */
  Turn ask() {
    return ask(true);
  }

  /**
   * Asks for a turn.
   *
   * @param queue whether to wait for it, if others push or are still heard
   * @throws SignalingException 410 if the peer has gone, 429 if too many wait, 409 if others are
   *     before one who does not want to
   */
  Turn ask(boolean queue) {
    Turn turn = new Turn();
    synchronized (this) {
      if (gone) {
        throw left();
      }
      if (!queue && (current != null || source.stats().waitingSamples() > 0)) {
        throw new SignalingException(
            409,
            "Conflict",
            "Other audio is being played to this peer; leave out queue=false to wait for its end.");
      }
      if (current != null) {
        if (waiting.size() >= MOST_WAITING) {
          throw new SignalingException(
              429,
              "Too Many Requests",
              MOST_WAITING + " pushes wait for this peer already; send them one after the other.");
        }
        waiting.add(turn);
        return turn;
      }
      current = turn;
    }
    turn.begun.complete(turn);
    return turn;
  }

  private void end(Turn turn) {
    Turn next;
    synchronized (this) {
      if (turn != current) {
        waiting.remove(turn);
        return;
      }
      next = waiting.poll();
      current = next;
    }
    if (next != null) {
      next.begun.complete(next);
    }
  }

  /** Cuts off all that was pushed, and those who are still at it. */
  void interrupt() {
    Turn barrier = new Turn(); // who asks meanwhile is not cut off
    List<Turn> cut = takeAll(barrier);
    SignalingException reason =
        new SignalingException(
            409,
            "Conflict",
            "DELETE /peers/" + id + "/audio, or an interrupt, has cut this audio off.");
    cut.forEach(turn -> turn.refused.complete(reason));
    source.interrupt();
    end(barrier);
  }

  /** The peer goes. */
  void close() {
    synchronized (this) {
      gone = true;
    }
    List<Turn> cut = takeAll(null);
    cut.forEach(turn -> turn.refused.complete(left()));
    source.interrupt();
    source.close();
  }

  private synchronized List<Turn> takeAll(@Nullable Turn next) {
    List<Turn> all = new ArrayList<>(waiting);
    if (current != null) {
      all.add(current);
    }
    waiting.clear();
    current = next;
    return all;
  }

  private SignalingException left() {
    return new SignalingException(
        410, "Gone", "Peer " + id + " has left; there is nobody to hear it.");
  }

  /** A producer was lost in the middle. */
  synchronized void countBrokenOff() {
    brokenOff++;
  }

  /** As it is told of a peer. */
  synchronized Map<String, Object> describe() {
    PushStats stats = source.stats();
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("state", source.state().toString());
    shape.put("pushedSeconds", stats.pushedSeconds());
    shape.put("playedSeconds", stats.playedSeconds());
    shape.put("waitingSeconds", stats.waitingSeconds());
    shape.put("droppedSeconds", stats.droppedSeconds());
    shape.put("silenceSeconds", stats.silenceSeconds());
    shape.put("utterances", stats.utterances());
    shape.put("underruns", stats.underruns());
    shape.put("bodiesWaiting", waiting.size());
    shape.put("brokenOff", brokenOff);
    return shape;
  }
}
