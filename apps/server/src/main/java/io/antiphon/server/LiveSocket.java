package io.antiphon.server;

import io.antiphon.codec.AudioFormat;
import io.antiphon.peer.PushEvent;
import io.antiphon.peer.PushSource;
import io.antiphon.peer.PushStream;
import io.antiphon.signaling.JsonObject;
import io.antiphon.signaling.SignalingException;
import io.antiphon.signaling.WebSocket;
import io.antiphon.signaling.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket for both ways: binary frames are PCM16, little-endian; text frames are {@code
 * {"type":…}}.
 */
final class LiveSocket implements WebSocketListener, Flow.Subscriber<ByteBuffer> {
  /**
   * Read ahead of what HTTP bodies may have waiting, so that an interrupt that comes behind the
   * audio is not held back with it.
   */
  private static final double AHEAD_SECONDS = 5;

  private final LiveAudio live;
  private final Listeners listeners;
  private final AudioFormat format;
  private final VoiceOut voice;
  private final double mostWaitingSeconds;
  private @Nullable WebSocket socket;
  private @Nullable PushStream stream;
  private LiveAudio.@Nullable Turn turn;
  private boolean begun;
  private Flow.@Nullable Subscription subscription;

  LiveSocket(
      LiveAudio live,
      Listeners listeners,
      AudioFormat format,
      VoiceOut voice,
      double highWaterSeconds) {
    this.live = live;
    this.listeners = listeners;
    this.format = format;
    this.voice = voice;
    mostWaitingSeconds = highWaterSeconds + AHEAD_SECONDS;
  }

  @Override
  public void onOpen(WebSocket opened) {
    synchronized (this) {
      socket = opened;
    }
    live.add(this);
    voice.subscribe(this);
    listeners.add(voice);
  }

  // ---- What the client says

  @Override
  public CompletionStage<Void> onBinary(ByteBuffer data) {
    LiveAudio.Turn mine;
    try {
      mine = turn();
    } catch (SignalingException e) {
      error(e.detail());
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.anyOf(mine.begun(), mine.refused()).thenCompose(begun -> push(data));
  }

  private synchronized LiveAudio.Turn turn() {
    LiveAudio.Turn current = turn;
    if (current == null || current.refused().isDone()) {
      current = live.ask();
      turn = current;
      begun = false;
      stream = live.source().stream(format, ByteOrder.LITTLE_ENDIAN);
    }
    return current;
  }

  /** Pushes a second at a time, and waits where too much waits. */
  private CompletionStage<Void> push(ByteBuffer data) {
    PushSource source = live.source();
    while (data.hasRemaining()) {
      synchronized (this) {
        PushStream current = stream;
        if (current == null || turn == null || turn.refused().isDone()) {
          break; // cut off while it waited
        }
        int part = Math.min(data.remaining(), format.sampleRateHz() * 2 * format.channels());
        ByteBuffer piece = data.slice(data.position(), part);
        data.position(data.position() + part);
        begun = true;
        try {
          CompletableFuture<Void> unused = current.push(piece);
        } catch (IllegalStateException e) {
          break; // the peer has gone, and the socket goes too
        }
      }
      if (source.stats().waitingSeconds() > mostWaitingSeconds) {
        return source.ready().thenCompose(ready -> push(data));
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> onText(String text) {
    try {
      String type = JsonObject.parse(text.getBytes(StandardCharsets.UTF_8)).string("type");
      switch (type) {
        case "flush" -> flush();
        case "interrupt" -> live.interrupt();
        default -> error("The types of commands are \"flush\" and \"interrupt\".");
      }
    } catch (SignalingException e) {
      error(e.detail());
    }
    return CompletableFuture.completedFuture(null);
  }

  private void flush() {
    LiveAudio.Turn mine;
    synchronized (this) {
      mine = turn;
      PushStream current = stream;
      turn = null;
      stream = null;
      begun = false;
      if (mine != null && current != null && !mine.refused().isDone()) {
        CompletableFuture<Boolean> unused = current.flush();
      }
    }
    if (mine != null) {
      mine.end();
    }
  }

  @Override
  public void onClose() {
    flush();
    live.remove(this);
    voice.cancel();
  }

  // ---- What it is told

  /** On the event loop. */
  void tell(PushEvent event) {
    send("{\"type\":\"" + event.name().toLowerCase(Locale.ROOT) + "\"}");
    if (event == PushEvent.FINISHED && isGivenUp()) {
      flush();
    }
  }

  /** Of ours something was played, nothing waits, and nobody has ended it. */
  private synchronized boolean isGivenUp() {
    return begun && live.source().stats().waitingSamples() == 0;
  }

  private void error(String detail) {
    String escaped = detail.replace("\\", "\\\\").replace("\"", "\\\"");
    send("{\"type\":\"error\",\"detail\":\"" + escaped + "\"}");
  }

  private void send(String text) {
    WebSocket current = socket();
    if (current != null) {
      CompletionStage<Void> unused = current.sendText(text);
    }
  }

  private synchronized @Nullable WebSocket socket() {
    return socket;
  }

  // ---- What the peer says

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(1);
  }

  @Override
  public void onNext(ByteBuffer piece) {
    WebSocket current = socket();
    Flow.Subscription more = subscription;
    if (current != null && more != null) {
      CompletionStage<Void> unused = current.sendBinary(piece).thenRun(() -> more.request(1));
    }
  }

  @Override
  public void onError(Throwable failure) {
    onComplete();
  }

  @Override
  public void onComplete() {
    WebSocket current = socket();
    if (current != null) {
      current.close(1000, "The peer has left.");
    }
  }
}
