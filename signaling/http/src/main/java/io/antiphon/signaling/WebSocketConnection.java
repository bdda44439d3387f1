package io.antiphon.signaling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that has become a WebSocket: frame by frame, the next read when the listener is done
 * with the one before.
 *
 * <p>It pings, and gives up on a client from which nothing has come for the time that a connection
 * may be idle. All but sending runs on the connection's event loop.
 */
final class WebSocketConnection extends ChannelInboundHandlerAdapter implements WebSocket {
  private static final Logger log = LoggerFactory.getLogger(WebSocketConnection.class);

  private static final int LONGEST_TEXT = 64 * 1024;
  private static final long MOST_WAITING_BYTES = 1 << 20;
  private static final int PINGS_PER_IDLE = 4;
  private static final long GOODBYE_MILLIS = 2_000;
  private static final int LONGEST_REASON = 123;

  private final ChannelHandlerContext http;
  private final WebSocketListener listener;
  private final Duration idle;
  private final AtomicLong waitingBytes = new AtomicLong();
  private @Nullable ByteArrayOutputStream text;
  private boolean inMessage;
  private boolean reading;
  private boolean closing;
  private boolean over;
  private long lastHeardNanos = System.nanoTime();
  private @Nullable Future<?> pinging;

  /**
   * A connection whose handshake is under way.
   *
   * @param http of the handler in whose place it steps
   */
  WebSocketConnection(ChannelHandlerContext http, WebSocketListener listener, Duration idle) {
    this.http = http;
    this.listener = listener;
    this.idle = idle;
  }

  /** The handshake is done, and this handler is in the pipeline. */
  void open() {
    long periodNanos = Math.max(1, idle.toNanos() / PINGS_PER_IDLE);
    pinging =
        http.executor()
            .scheduleAtFixedRate(this::ping, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    listener.onOpen(this);
    read();
  }

  private void read() {
    if (!over && !closing) {
      reading = true;
      http.channel().read();
    }
  }

  private void ping() {
    long silentNanos = System.nanoTime() - lastHeardNanos;
    if (reading && silentNanos > idle.toNanos()) {
      log.debug("a WebSocket is silent; it is let go");
      end();
    } else if (!closing) {
      http.channel().writeAndFlush(new PingWebSocketFrame()).addListener(this::onWritten);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof WebSocketFrame frame && !over) {
        reading = false;
        lastHeardNanos = System.nanoTime();
        if (!closing || frame instanceof CloseWebSocketFrame) {
          onFrame(frame);
        }
      } else if (reading && !over) {
        http.channel().read(); // the empty end of the request
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onFrame(WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      goodbye(new CloseWebSocketFrame(true, 0, Unpooled.copiedBuffer(close.content())));
      end();
    } else if (frame instanceof PingWebSocketFrame) {
      ByteBuf same = Unpooled.copiedBuffer(frame.content());
      http.channel().writeAndFlush(new PongWebSocketFrame(same)).addListener(this::onWritten);
      read();
    } else if (frame instanceof PongWebSocketFrame) {
      read();
    } else {
      onData(frame);
    }
  }

  private void onData(WebSocketFrame frame) {
    if (frame instanceof ContinuationWebSocketFrame == !inMessage) {
      close(1002, "A fragment out of place.");
      return;
    }
    if (frame instanceof TextWebSocketFrame) {
      text = new ByteArrayOutputStream();
    } else if (frame instanceof BinaryWebSocketFrame) {
      text = null;
    }
    inMessage = !frame.isFinalFragment();
    byte[] bytes = new byte[frame.content().readableBytes()];
    frame.content().readBytes(bytes);
    ByteArrayOutputStream gathered = text;
    if (gathered == null) {
      whenDone(listener.onBinary(ByteBuffer.wrap(bytes)));
      return;
    }
    gathered.writeBytes(bytes);
    if (gathered.size() > LONGEST_TEXT) {
      close(1009, "A text message has at most " + LONGEST_TEXT + " bytes.");
    } else if (inMessage) {
      read();
    } else {
      onText(gathered.toByteArray());
    }
  }

  private void onText(byte[] utf8) {
    String decoded;
    try {
      decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      close(1007, "A text message is UTF-8.");
      return;
    }
    whenDone(listener.onText(decoded));
  }

  private void whenDone(CompletionStage<Void> stage) {
    stage.whenComplete(
        (done, failure) ->
            OnLoop.run(
                http.executor(),
                () -> {
                  if (failure == null) {
                    read();
                  } else {
                    log.debug("a WebSocket is ended: {}", failure.toString());
                    close(1011, "The server cannot go on.");
                  }
                }));
  }

  @Override
  public CompletionStage<Void> sendBinary(ByteBuffer data) {
    return send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(data)));
  }

  @Override
  public CompletionStage<Void> sendText(String message) {
    return send(new TextWebSocketFrame(message));
  }

  private CompletionStage<Void> send(WebSocketFrame frame) {
    int length = frame.content().readableBytes();
    CompletableFuture<Void> sent = new CompletableFuture<>();
    if (waitingBytes.addAndGet(length) > MOST_WAITING_BYTES) {
      waitingBytes.addAndGet(-length);
      frame.release();
      sent.completeExceptionally(new IOException("the client does not take what is sent to it"));
      return sent;
    }
    http.channel()
        .writeAndFlush(frame)
        .addListener(
            written -> {
              waitingBytes.addAndGet(-length);
              if (written.isSuccess()) {
                sent.complete(null);
              } else {
                sent.completeExceptionally(written.cause());
              }
            });
    return sent;
  }

  @Override
  public void close(int code, String reason) {
    byte[] words = reason.getBytes(StandardCharsets.UTF_8);
    String shown = words.length <= LONGEST_REASON ? reason : "";
    OnLoop.run(
        http.executor(),
        () -> {
          goodbye(new CloseWebSocketFrame(code, shown));
          // The client answers with a close of its own; only that still matters.
          http.channel().config().setAutoRead(true);
          Future<?> unused =
              http.executor().schedule(this::end, GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        });
  }

  private void goodbye(CloseWebSocketFrame frame) {
    if (closing) {
      frame.release();
      return;
    }
    closing = true;
    http.channel().writeAndFlush(frame).addListener(this::onWritten);
  }

  private void onWritten(Future<? super Void> written) {
    if (!written.isSuccess()) {
      end();
    }
  }

  private void end() {
    ChannelFuture unused =
        http.channel()
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!over) {
      over = true;
      if (pinging != null) {
        pinging.cancel(false);
      }
      listener.onClose();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("a WebSocket broke: {}", cause.toString());
    end();
  }
}
