package io.antiphon.signaling;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: one exchange after the other, in the order of the requests.
 *
 * <p>The network is read only when something is wanted: the next request, a piece of a body. So
 * pipelined requests wait in the socket, and a body that nobody reads holds its sender back. All of
 * it runs on the connection's event loop.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  private static final int LARGEST_PIECE = 64 * 1024;

  /** How long a client that is being turned away may go on sending (RFC 9112 §9.6). */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private enum State {
    /** Between requests. */
    IDLE,
    /** Some of a request has arrived. */
    RECEIVING,
    /** A route is at work. */
    ANSWERING,
    /** A reply is under way. */
    REPLYING,
    /** The last reply is sent; what still comes is dropped. */
    LINGERING
  }

  private final Admission admission;
  private final HttpSettings settings;
  private final Executor files;
  private final AccessLog accessLog;
  private State state = State.IDLE;
  private @Nullable Exchange exchange;

  /** The next request, if it came while a reply was being streamed. */
  private @Nullable HttpRequest early;

  private final Deadline deadline = new Deadline();

  HttpConnection(Admission admission, HttpSettings settings, Executor files) {
    this.admission = admission;
    this.settings = settings;
    this.files = files;
    accessLog = new AccessLog(settings.observer());
  }

  void join(ChannelPipeline pipeline) {
    pipeline
        .addLast(new Arrivals())
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(Admission.LONGEST_LINE)
                    .setMaxHeaderSize(Admission.LONGEST_HEADERS)
                    .setMaxChunkSize(LARGEST_PIECE)))
        .addLast(new OneAtATime())
        .addLast(this);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    awaitRequest(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline.clear();
    @Nullable Exchange current = exchange;
    exchange = null;
    if (current != null) {
      current.breakStream("the client has gone");
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("connection from {} broke: {}", remote(ctx), cause.toString());
    } else {
      log.warn("connection from {} failed", remote(ctx), cause);
    }
    close(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (state == State.LINGERING) {
        return;
      }
      if (message instanceof HttpRequest request) {
        if (state == State.REPLYING) {
          early = request;
        } else {
          begin(ctx, request);
        }
      } else if (message instanceof HttpContent content && exchange != null) {
        receive(ctx, exchange, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void awaitRequest(ChannelHandlerContext ctx) {
    exchange = null;
    state = State.IDLE;
    @Nullable HttpRequest next = early;
    early = null;
    if (next != null) {
      begin(ctx, next);
      return;
    }
    deadline.set(ctx.executor(), settings.idle(), () -> close(ctx));
    ctx.read();
  }

  /** Sees bytes before they are decoded, so that half a request is not taken for none. */
  private final class Arrivals extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (state == State.IDLE) {
        state = State.RECEIVING;
        ChannelHandlerContext own = ctx.pipeline().context(HttpConnection.this);
        deadline.set(ctx.executor(), settings.request(), () -> tooSlow(own));
      }
      ctx.fireChannelRead(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    if (state == State.IDLE) {
      state = State.RECEIVING;
      deadline.set(ctx.executor(), settings.request(), () -> tooSlow(ctx));
    }
    Exchange started = new Exchange(request, System.nanoTime());
    exchange = started;
    try {
      Admission.checkDecoded(request.decoderResult());
      RequestTarget target = RequestTarget.parse(request.uri());
      started.target = target;
      started.match = admission.admit(request, target);
      @Nullable WebSocketRoute socket = started.match.entry().socket();
      if (socket != null) {
        upgrade(ctx, started, socket);
        return;
      }
      if (started.match.entry().streaming()) {
        stream(ctx, started);
        return;
      }
    } catch (SignalingException refusal) {
      refuse(ctx, started, refusal);
      return;
    }
    sendContinue(ctx, started);
    ctx.read();
  }

  /** Becomes a WebSocket; nothing of HTTP is left on the connection. */
  private void upgrade(ChannelHandlerContext ctx, Exchange current, WebSocketRoute route) {
    HttpCall call = current.begin(remote(ctx));
    WebSocketListener listener = route.accept(call);
    current.requestEnded = true;
    state = State.REPLYING;
    deadline.clear();
    WebSocketConnection socket = new WebSocketConnection(ctx, listener, settings.idle());
    WebSocketHandshake.perform(
        ctx,
        current.request,
        settings.maxBodyBytes(),
        done -> {
          accessLog.onExchange(current, 101, remote(ctx), done);
          if (done) {
            ctx.pipeline().remove(Arrivals.class);
            ctx.pipeline().replace(this, "websocket", socket);
            socket.open();
          } else {
            close(ctx);
          }
        });
  }

  /** A refusal whose request brings no body keeps the connection; otherwise it is the last. */
  private void refuse(ChannelHandlerContext ctx, Exchange current, SignalingException refusal) {
    boolean readable = current.request.decoderResult().isSuccess();
    boolean bodyless = readable && refusal.status() != 501 && !current.announcesBody();
    if (!bodyless) {
      finish(ctx, current, null, refusal);
      return;
    }
    current.willRefuse(refusal);
    ctx.read();
  }

  private void receive(ChannelHandlerContext ctx, Exchange current, HttpContent content) {
    if (current.requestEnded || state == State.REPLYING) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      breakOff(ctx, current, SignalingException.badRequest("The body's chunks are malformed."));
      return;
    }
    current.requestEnded = content instanceof LastHttpContent;
    if (current.stream != null) {
      receiveStreamed(ctx, current, current.stream, content);
      return;
    }
    int length = content.content().readableBytes();
    if (current.body.size() + length > settings.maxBodyBytes()) {
      current.requestEnded = false;
      breakOff(ctx, current, Admission.tooLarge(settings.maxBodyBytes()));
      return;
    }
    byte[] bytes = new byte[length];
    content.content().readBytes(bytes);
    current.body.writeBytes(bytes);
    if (current.requestEnded) {
      answer(ctx, current);
    } else {
      ctx.read();
    }
  }

  private void receiveStreamed(
      ChannelHandlerContext ctx, Exchange current, RequestBody stream, HttpContent content) {
    deadline.clear();
    stream.deliver(content.content());
    if (current.requestEnded) {
      if (!current.replied) {
        deadline.set(ctx.executor(), settings.handler(), () -> tooLate(ctx, current));
      }
      stream.complete();
    } else if (stream.isWanted()) {
      wantMore(ctx, current);
    }
  }

  private void stream(ChannelHandlerContext ctx, Exchange current) {
    deadline.clear();
    current.stream = new RequestBody(ctx.executor(), () -> wantMore(ctx, current));
    answer(ctx, current);
  }

  private void wantMore(ChannelHandlerContext ctx, Exchange current) {
    if (current == exchange && !current.replied && !current.requestEnded) {
      sendContinue(ctx, current);
      deadline.set(ctx.executor(), settings.request(), () -> tooSlow(ctx));
      ctx.read();
    }
  }

  private void sendContinue(ChannelHandlerContext ctx, Exchange current) {
    if (current.awaitsContinue) {
      current.awaitsContinue = false;
      ctx.writeAndFlush(
              new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE))
          .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }

  private void answer(ChannelHandlerContext ctx, Exchange current) {
    RouteTable.@Nullable Match match = current.match;
    if (match == null) {
      throw new IllegalStateException("no route was chosen");
    }
    HttpCall call = current.begin(remote(ctx));
    state = State.ANSWERING;
    if (current.stream == null) {
      deadline.set(ctx.executor(), settings.handler(), () -> tooLate(ctx, current));
    }
    CompletionStage<HttpReply> stage;
    try {
      stage = match.entry().route().handle(call);
    } catch (RuntimeException e) {
      finish(ctx, current, null, e);
      return;
    }
    if (stage == null) {
      finish(ctx, current, null, new IllegalStateException("the route gave no stage"));
      return;
    }
    stage.whenComplete(
        (reply, failure) -> OnLoop.run(ctx.executor(), () -> finish(ctx, current, reply, failure)));
  }

  private void finish(
      ChannelHandlerContext ctx,
      Exchange current,
      @Nullable HttpReply reply,
      @Nullable Throwable failure) {
    if (current != exchange || current.replied) {
      log.debug("{} {}: the reply came too late", current.method(), current.path());
      return;
    }
    current.replied = true;
    reply(ctx, current, reply != null && failure == null ? reply : current.problem(failure));
  }

  private void reply(ChannelHandlerContext ctx, Exchange current, HttpReply reply) {
    state = State.REPLYING;
    deadline.clear();
    new ReplyWriter(ctx, admission, current, settings.write(), files)
        .write(reply, whole -> ended(ctx, current, reply.status(), whole));
  }

  private void ended(ChannelHandlerContext ctx, Exchange current, int status, boolean whole) {
    accessLog.onExchange(current, status, remote(ctx), whole);
    if (!whole || !ctx.channel().isActive()) {
      close(ctx);
    } else if (current.keepsAlive()) {
      awaitRequest(ctx);
    } else {
      linger(ctx, current);
    }
  }

  /** Closes our half and drops what comes, so that the reply is not lost to a reset. */
  private void linger(ChannelHandlerContext ctx, Exchange current) {
    state = State.LINGERING;
    current.breakStream("the reply was sent before the body had ended");
    deadline.set(ctx.executor(), LINGER, () -> close(ctx));
    Channel channel = ctx.channel();
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
    channel.config().setAutoRead(true);
  }

  private void tooSlow(ChannelHandlerContext ctx) {
    Exchange current = exchange == null ? Exchange.unread(System.nanoTime()) : exchange;
    exchange = current;
    breakOff(
        ctx,
        current,
        new SignalingException(
            408, "Request Timeout", "The request did not arrive in time; send it again."));
  }

  private void tooLate(ChannelHandlerContext ctx, Exchange current) {
    finish(
        ctx,
        current,
        null,
        new SignalingException(
            504, "Gateway Timeout", "The server could not answer in time; try again."));
  }

  /** Ends a request in the middle; a stream's reader hears of it before the client does. */
  private void breakOff(ChannelHandlerContext ctx, Exchange current, SignalingException refusal) {
    boolean open = !current.replied;
    // What the route makes of the broken stream is no longer of interest.
    current.replied = true;
    current.breakStream(refusal.detail());
    if (open) {
      reply(ctx, current, HttpReply.problem(refusal));
    }
  }

  private static void close(ChannelHandlerContext ctx) {
    ctx.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  private static InetSocketAddress remote(ChannelHandlerContext ctx) {
    return (InetSocketAddress) ctx.channel().remoteAddress();
  }
}
