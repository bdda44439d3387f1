package io.antiphon.server;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.wav.WavFormatException;
import io.antiphon.codec.wav.WavStream;
import io.antiphon.peer.PushSource;
import io.antiphon.peer.PushStream;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.HttpReply;
import io.antiphon.signaling.SignalingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One body on its way to a peer's ear: read piece by piece when it is its turn, and no faster than
 * it can be kept.
 */
final class PushedBody implements Flow.Subscriber<ByteBuffer> {
  private final LiveAudio live;
  private final LiveAudio.Turn turn;
  private final PushSource source;
  private final @Nullable WavStream wav;
  private final CompletableFuture<HttpReply> reply = new CompletableFuture<>();
  private @Nullable PushStream stream;
  private Flow.@Nullable Subscription subscription;
  private long bytes;
  private boolean over;

  private PushedBody(LiveAudio live, @Nullable AudioFormat raw, boolean queue) {
    this.live = live;
    source = live.source();
    wav = raw == null ? new WavStream() : null;
    stream = raw == null ? null : source.stream(raw, ByteOrder.BIG_ENDIAN);
    turn = live.ask(queue);
  }

  /**
   * Takes a body in.
   *
   * @param raw format of samples without a header; null for a WAV file
   * @param queue whether it waits for others to be over, or is refused
   * @return 202 when all of it has been taken in
   */
  static CompletableFuture<HttpReply> take(
      LiveAudio live, @Nullable AudioFormat raw, boolean queue, HttpCall call) {
    PushedBody body = new PushedBody(live, raw, queue);
    body.turn.whenRefused(body::refuse);
    body.turn.whenBegun(() -> call.content().subscribe(body));
    return body.reply;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    synchronized (this) {
      subscription = newSubscription;
    }
    next();
  }

  private void next() {
    var unused = source.ready().thenRun(this::request);
  }

  private void request() {
    Flow.Subscription current;
    synchronized (this) {
      current = over ? null : subscription;
    }
    if (current != null) {
      current.request(1);
    }
  }

  @Override
  public void onNext(ByteBuffer piece) {
    synchronized (this) {
      if (over) {
        return;
      }
      bytes += piece.remaining();
      try {
        push(piece);
      } catch (WavFormatException e) {
        refuse(
            PushedFormat.badRequest(
                "This is no WAV file that can be played: " + e.getMessage() + "."));
      } catch (SignalingException e) {
        refuse(e);
      } catch (IllegalStateException e) {
        return; // the peer goes, which is said elsewhere
      }
    }
    next();
  }

  private void push(ByteBuffer piece) throws WavFormatException {
    WavStream file = wav;
    PushStream current = stream;
    if (file == null) {
      if (current != null) {
        CompletableFuture<Void> unused = current.push(piece);
      }
      return;
    }
    short[] samples = file.decode(piece);
    AudioFormat format = file.format();
    if (format != null && current == null) {
      current = source.stream(PushedFormat.check(format), ByteOrder.nativeOrder());
      stream = current;
    }
    if (current != null) {
      CompletableFuture<Void> unused = current.push(bytes(samples));
    }
  }

  private static ByteBuffer bytes(short[] samples) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.nativeOrder());
    bytes.asShortBuffer().put(samples);
    return bytes;
  }

  @Override
  public void onComplete() {
    synchronized (this) {
      if (over) {
        return;
      }
      int odd = incompleteBytes();
      AudioFormat format = stream == null ? null : stream.format();
      try {
        if (wav != null) {
          wav.finish();
        }
      } catch (WavFormatException e) {
        refuse(
            PushedFormat.badRequest(
                "This is no WAV file that can be played: " + e.getMessage() + "."));
        return;
      }
      if (odd > 0 && format != null) {
        refuse(PushedFormat.odd(bytes, format));
        return;
      }
      end();
    }
    Map<String, Object> taken = new LinkedHashMap<>();
    taken.put("bytes", bytes);
    taken.put("waitingSeconds", source.stats().waitingSeconds());
    reply.complete(HttpReply.json(taken).status(202));
  }

  private int incompleteBytes() {
    WavStream file = wav;
    PushStream current = stream;
    return file != null ? file.incompleteBytes() : current == null ? 0 : current.incompleteBytes();
  }

  /** The producer is lost; what has come is played. */
  @Override
  public void onError(Throwable failure) {
    synchronized (this) {
      if (over) {
        return;
      }
      live.countBrokenOff();
      end();
    }
    reply.completeExceptionally(
        PushedFormat.badRequest("The body broke off; what came of it is played."));
  }

  private void refuse(SignalingException reason) {
    Flow.Subscription current;
    synchronized (this) {
      if (over) {
        return;
      }
      end();
      current = subscription;
    }
    if (current != null) {
      current.cancel();
    }
    reply.completeExceptionally(reason);
  }

  private void end() {
    over = true;
    PushStream current = stream;
    if (current != null) {
      CompletableFuture<Boolean> unused = current.flush();
    }
    turn.end();
  }
}
