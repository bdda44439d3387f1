package io.antiphon.signaling;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of a streaming route's request, piece by piece as its subscriber asks for it.
 *
 * <p>Everything but {@link #subscribe}, {@link #request} and {@link #cancel} is called on the
 * connection's event loop, and so is the subscriber.
 */
final class RequestBody implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
  private final EventExecutor loop;
  private final Runnable wanted;
  private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
  private long demand;
  private boolean ended;
  private boolean cancelled;
  private @Nullable IOException failure;

  /**
   * A body that has not begun.
   *
   * @param wanted called on the loop when a piece is asked for and none was before
   */
  RequestBody(EventExecutor loop, Runnable wanted) {
    this.loop = loop;
    this.wanted = wanted;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> newSubscriber) {
    OnLoop.run(
        loop,
        () -> {
          if (subscriber != null) {
            newSubscriber.onSubscribe(new Refused());
            newSubscriber.onError(new IllegalStateException("a body is read only once"));
            return;
          }
          subscriber = newSubscriber;
          newSubscriber.onSubscribe(this);
          signalEnd();
        });
  }

  @Override
  public void request(long n) {
    OnLoop.run(
        loop,
        () -> {
          if (n <= 0) {
            fail(new IOException("asked for " + n + " pieces"));
            return;
          }
          boolean idle = demand == 0;
          demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
          if (idle && !ended && !cancelled) {
            wanted.run();
          }
        });
  }

  @Override
  public void cancel() {
    OnLoop.run(loop, () -> cancelled = true);
  }

  boolean isWanted() {
    return demand > 0 && !cancelled && !ended;
  }

  void deliver(ByteBuf content) {
    if (cancelled || ended || subscriber == null || !content.isReadable()) {
      return;
    }
    ByteBuffer piece = ByteBuffer.allocate(content.readableBytes());
    content.readBytes(piece);
    demand--;
    subscriber.onNext(piece.flip());
  }

  void complete() {
    if (!ended) {
      ended = true;
      signalEnd();
    }
  }

  void fail(IOException reason) {
    if (!ended) {
      ended = true;
      failure = reason;
      signalEnd();
    }
  }

  private void signalEnd() {
    if (ended && !cancelled && subscriber != null) {
      if (failure == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(failure);
      }
    }
  }

  private static final class Refused implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
