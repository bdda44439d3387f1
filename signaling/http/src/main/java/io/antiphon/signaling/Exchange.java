package io.antiphon.signaling;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request and its reply, from head to end. Touched by the connection's event loop alone. */
final class Exchange {
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
}
