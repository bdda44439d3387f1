package io.antiphon.signaling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts one reply on the wire: head, then the body as the network takes it. */
final class ReplyWriter {
  private static final Logger log = LoggerFactory.getLogger(ReplyWriter.class);

  /** Told when the reply has gone out, or has not. */
  interface Done {
    void ended(boolean whole);
  }

  private final ChannelHandlerContext ctx;
  private final Admission admission;
  private final Exchange exchange;
  private final Duration patience;
  private final Executor files;

  ReplyWriter(
      ChannelHandlerContext ctx,
      Admission admission,
      Exchange exchange,
      Duration patience,
      Executor files) {
    this.ctx = ctx;
    this.admission = admission;
    this.exchange = exchange;
    this.patience = patience;
    this.files = files;
  }

  void write(HttpReply reply, Done done) {
    ReplyBody body = reply.body();
    if (body instanceof ReplyBody.Whole whole) {
      writeWhole(reply, whole.bytes(), done);
    } else if (body instanceof ReplyBody.OfFile file) {
      openThenWrite(reply, file, done);
    } else if (body instanceof ReplyBody.Streamed streamed) {
      writeStreamed(reply, streamed.publisher(), done);
    }
  }

  private void writeWhole(HttpReply reply, ByteBuffer bytes, Done done) {
    boolean unchanged = isUnchanged(reply, etag(reply));
    int status = unchanged ? 304 : reply.status();
    ByteBuf content =
        unchanged || exchange.isHead() || status == 204
            ? Unpooled.EMPTY_BUFFER
            : Unpooled.wrappedBuffer(bytes);
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
    addHeaders(response, reply);
    if (unchanged) {
      response.headers().remove(HttpHeaderNames.CONTENT_TYPE);
    } else if (status != 204) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.remaining());
    }
    BodyPump pump = new BodyPump(ctx, patience, done);
    pump.writeLast(response);
  }

  private void writeStreamed(HttpReply reply, Flow.Publisher<ByteBuffer> body, Done done) {
    HttpResponse response = head(reply, reply.status());
    boolean chunked = exchange.request.protocolVersion().isKeepAliveDefault();
    if (chunked) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else {
      // HTTP/1.0 knows the end of such a body by the end of the connection.
      HttpUtil.setKeepAlive(response, false);
      exchange.requestEnded = false;
    }
    start(response, body, done);
    // With no read under way, a client that goes would be noticed only by the next piece.
    ctx.read();
  }

  private void openThenWrite(HttpReply reply, ReplyBody.OfFile file, Done done) {
    try {
      files.execute(
          () -> {
            try {
              OpenFile open = OpenFile.open(file.file());
              if (!OnLoop.run(ctx.executor(), () -> writeFile(reply, open, done))) {
                open.close();
              }
            } catch (IOException | RuntimeException e) {
              OnLoop.run(ctx.executor(), () -> write(unreadable(e), done));
            }
          });
    } catch (RejectedExecutionException e) {
      done.ended(false);
    }
  }

  private void writeFile(HttpReply reply, OpenFile file, Done done) {
    String etag = file.etag();
    HttpReply tagged = reply.header("ETag", etag).header("Accept-Ranges", "bytes");
    if (isUnchanged(reply, etag)) {
      file.close();
      writeWhole(tagged, ByteBuffer.allocate(0), done);
      return;
    }
    @Nullable FileRange range = range(reply, file, etag);
    if (FileRange.UNSATISFIABLE.equals(range)) {
      file.close();
      String size = "bytes */" + file.size();
      write(
          HttpReply.problem(
                  416,
                  "Range Not Satisfiable",
                  "The file has " + file.size() + " bytes; ask for some of those.")
              .header("Content-Range", size),
          done);
      return;
    }
    HttpResponse response = head(tagged, range == null ? reply.status() : 206);
    FileRange sent = range == null ? new FileRange(0, file.size()) : range;
    if (range != null) {
      long last = range.start() + range.length() - 1;
      response
          .headers()
          .set(
              HttpHeaderNames.CONTENT_RANGE,
              "bytes " + range.start() + "-" + last + "/" + file.size());
    }
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, sent.length());
    if (exchange.isHead()) {
      file.close();
    }
    start(response, new FilePublisher(file, sent, files), done);
  }

  /** The range asked for, if it is still the file that the client has the rest of. */
  private @Nullable FileRange range(HttpReply reply, OpenFile file, String etag) {
    @Nullable String ifRange = exchange.request.headers().get(HttpHeaderNames.IF_RANGE);
    boolean applies = ifRange == null || ifRange.trim().equals(etag);
    return reply.status() == 200 && applies
        ? FileRange.parse(exchange.request.headers().get(HttpHeaderNames.RANGE), file.size())
        : null;
  }

  private HttpReply unreadable(Exception e) {
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return HttpReply.problem(
          404,
          "Not Found",
          "There is nothing at " + MediaTypes.quote(exchange.path()) + " any more.");
    }
    log.error("{} cannot be read", MediaTypes.quote(exchange.path()), e);
    return HttpReply.problem(
        500, "Internal Server Error", "The server cannot read that file; its log says why.");
  }

  private void start(HttpResponse response, Flow.Publisher<ByteBuffer> body, Done done) {
    BodyPump pump = new BodyPump(ctx, patience, done);
    ctx.write(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    if (exchange.isHead()) {
      pump.onComplete();
    } else {
      ctx.flush();
      body.subscribe(pump);
    }
  }

  private HttpResponse head(HttpReply reply, int status) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    addHeaders(response, reply);
    return response;
  }

  private void addHeaders(HttpResponse response, HttpReply reply) {
    HttpHeaders headers = response.headers();
    headers.set(
        HttpHeaderNames.DATE,
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    if (exchange.target != null) {
      admission
          .replyHeaders(exchange.request, exchange.target, reply.status())
          .forEach(headers::set);
    }
    for (HttpReply.Header header : reply.headers()) {
      if (header.name().equalsIgnoreCase("Cache-Control")) {
        headers.set(header.name(), header.value());
      } else {
        headers.add(header.name(), header.value());
      }
    }
    HttpUtil.setKeepAlive(headers, exchange.request.protocolVersion(), exchange.keepsAlive());
  }

  private boolean isUnchanged(HttpReply reply, @Nullable String etag) {
    @Nullable String known = exchange.request.headers().get(HttpHeaderNames.IF_NONE_MATCH);
    boolean asks = exchange.method().equals("GET") || exchange.isHead();
    if (etag == null || known == null || !asks || reply.status() != 200) {
      return false;
    }
    for (String one : known.split(",")) {
      String tag = one.trim();
      if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String etag(HttpReply reply) {
    for (HttpReply.Header header : reply.headers()) {
      if (header.name().equalsIgnoreCase("ETag")) {
        return header.value();
      }
    }
    return null;
  }
}
