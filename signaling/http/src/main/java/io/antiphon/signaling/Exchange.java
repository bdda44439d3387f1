package io.antiphon.signaling;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its reply, from head to end. Touched by the connection's event loop alone. */
final class Exchange {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  /** Stands for the template of a request that no route takes. */
  static final PathTemplate NO_ROUTE = new PathTemplate("none", List.of());

  final HttpRequest request;
  final long startNanos;
  final ByteArrayOutputStream body = new ByteArrayOutputStream();

  @Nullable RequestTarget target;
  RouteTable.@Nullable Match match;
  @Nullable HttpCall call;

  /** Set for a streaming route. */
  @Nullable RequestBody stream;

  /** The client waits for 100 before it sends the body. */
  boolean awaitsContinue;

  boolean requestEnded;
  boolean replied;

  Exchange(HttpRequest request, long startNanos) {
    this.request = request;
    this.startNanos = startNanos;
    this.awaitsContinue = HttpUtil.is100ContinueExpected(request);
  }

  /** An exchange whose request never became readable. */
  static Exchange unread(long startNanos) {
    return new Exchange(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"), startNanos);
  }

  String method() {
    return request.method().name();
  }

  boolean isHead() {
    return method().equals("HEAD");
  }

  boolean announcesBody() {
    return HttpUtil.isTransferEncodingChunked(request)
        || Admission.contentLength(request.headers()) > 0;
  }

  /** The connection may carry another exchange after this one. */
  boolean keepsAlive() {
    return requestEnded && HttpUtil.isKeepAlive(request);
  }

  /** For the log: the path, once it could be read. */
  String path() {
    return target == null ? "?" : target.path();
  }

  /** The template that matched; {@code none} if none did. */
  String route() {
    return match == null ? NO_ROUTE.text() : match.entry().template().text();
  }

  /** Whom it concerns; null if that is nobody, or not known. */
  @Nullable String peer() {
    return call == null ? null : call.peer();
  }

  /** The request is here as far as its route wants to wait for it: what the route is given. */
  HttpCall begin(InetSocketAddress remote) {
    HttpCall begun =
        new HttpCall(
            method(),
            target == null ? RequestTarget.parse("/") : target,
            match == null ? Map.of() : match.parameters(),
            Admission.copy(request.headers()),
            remote,
            body.toByteArray(),
            stream);
    call = begun;
    return begun;
  }

  /** The request is still read to its end, and then refused. */
  void willRefuse(SignalingException refusal) {
    RouteTable.Entry entry =
        new RouteTable.Entry(method(), NO_ROUTE, any -> HttpReply.problem(refusal).now(), false);
    match = new RouteTable.Match(entry, Map.of());
  }

  /** No more of a streamed body will come; nothing for another one, or one that has ended. */
  void breakStream(String reason) {
    if (stream != null) {
      stream.fail(new IOException(reason));
    }
  }

  /** What the client is told if its route has failed, or has given no reply. */
  HttpReply problem(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof SignalingException refusal) {
      return HttpReply.problem(refusal);
    }
    log.error("{} {} failed", method(), MediaTypes.quote(path()), cause);
    return HttpReply.problem(
        500, "Internal Server Error", "The server made a mistake; its log says which.");
  }
}
