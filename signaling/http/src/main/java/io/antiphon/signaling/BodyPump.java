package io.antiphon.signaling;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a body to the network, the next piece when it has taken the one before. */
final class BodyPump implements Flow.Subscriber<ByteBuffer> {
  private static final Logger log = LoggerFactory.getLogger(BodyPump.class);

  private final ChannelHandlerContext ctx;
  private final Duration patience;
  private final ReplyWriter.Done done;
  private Flow.@Nullable Subscription subscription;
  private boolean ended;

  /**
   * A pump that has nothing yet.
   *
   * @param patience how long the network may take for one piece
   */
  BodyPump(ChannelHandlerContext ctx, Duration patience, ReplyWriter.Done done) {
    this.ctx = ctx;
    this.patience = patience;
    this.done = done;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    OnLoop.run(
        ctx.executor(),
        () -> {
          subscription = newSubscription;
          // A client that goes while nothing is being sent must be noticed too.
          ctx.channel().closeFuture().addListener(closed -> end(false));
          newSubscription.request(1);
        });
  }

  @Override
  public void onNext(ByteBuffer piece) {
    OnLoop.run(
        ctx.executor(),
        () -> {
          if (!ended) {
            write(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)), this::requestNext);
          }
        });
  }

  @Override
  public void onError(Throwable failure) {
    OnLoop.run(
        ctx.executor(),
        () -> {
          if (!ended) {
            log.debug("a reply breaks off: {}", failure.toString());
            end(false);
          }
        });
  }

  @Override
  public void onComplete() {
    OnLoop.run(
        ctx.executor(),
        () -> {
          if (!ended) {
            writeLast(LastHttpContent.EMPTY_LAST_CONTENT);
          }
        });
  }

  /** Writes what ends the reply. */
  void writeLast(Object message) {
    write(message, () -> end(true));
  }

  private void write(Object message, Runnable next) {
    Future<?> deadline =
        ctx.executor().schedule(() -> end(false), patience.toNanos(), TimeUnit.NANOSECONDS);
    ChannelFuture written = ctx.writeAndFlush(message);
    written.addListener(
        future -> {
          deadline.cancel(false);
          if (future.isSuccess()) {
            next.run();
          } else {
            end(false);
          }
        });
  }

  private void requestNext() {
    if (!ended && subscription != null) {
      subscription.request(1);
    }
  }

  private void end(boolean whole) {
    if (!ended) {
      ended = true;
      if (!whole && subscription != null) {
        subscription.cancel();
      }
      done.ended(whole);
    }
  }
}
