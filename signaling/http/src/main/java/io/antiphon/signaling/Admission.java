package io.antiphon.signaling;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides from a request's head alone who answers it, or why nobody does. Thread-safe. */
final class Admission {
  /** The longest request line, in bytes. */
  static final int LONGEST_LINE = 8 * 1024;

  /** The longest headers together, in bytes. */
  static final int LONGEST_HEADERS = 32 * 1024;

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final RouteTable routes;
  private final CrossOrigin crossOrigin;
  private final int maxBodyBytes;

  Admission(RouteTable routes, CrossOrigin crossOrigin, int maxBodyBytes) {
    this.routes = routes;
    this.crossOrigin = crossOrigin;
    this.maxBodyBytes = maxBodyBytes;
  }

  /**
   * The route that answers, with the parameters of its path.
   *
   * @throws SignalingException if the head is refused
   */
  RouteTable.Match admit(HttpRequest request, RequestTarget target) {
    checkHead(request);
    String method = request.method().name();
    checkOrigin(request, method);
    RouteTable.@Nullable Match match = socket(request, target);
    if (match != null) {
      return match;
    }
    match = routes.find(method, target);
    if (match == null
        && method.equals("GET")
        && routes.find(RouteTable.WEB_SOCKET, target) != null) {
      throw new SignalingException(
          426, "Upgrade Required", "Open " + MediaTypes.quote(target.path()) + " as a WebSocket.");
    }
    if (match == null) {
      List<String> allowed = routes.allowed(target);
      if (allowed.isEmpty()) {
        throw SignalingException.nothingAt(target.path());
      }
      if (!method.equals("OPTIONS")) {
        throw new SignalingException(
            405,
            "Method Not Allowed",
            MediaTypes.quote(target.path())
                + " answers "
                + String.join(", ", allowed)
                + ", not "
                + MediaTypes.quote(method)
                + ".");
      }
      match = options(target);
    }
    checkBody(request, match.entry().streaming());
    return match;
  }

  /**
   * The route for a WebSocket's handshake (RFC 6455 §4.2.1); null if it is none, or there is no
   * such route and the wish for one is passed over. Unlike other requests of its method it has
   * effects, and no browser asks beforehand: pages of strangers are refused here (§10.2).
   */
  private RouteTable.@Nullable Match socket(HttpRequest request, RequestTarget target) {
    HttpHeaders headers = request.headers();
    boolean asked =
        request.method().name().equals("GET")
            && headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
            && headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true);
    RouteTable.@Nullable Match match = asked ? routes.find(RouteTable.WEB_SOCKET, target) : null;
    if (match == null) {
      return null;
    }
    requireOrigin(request);
    if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      throw new SignalingException(
          426, "Upgrade Required", "The version of WebSocket spoken here is 13.");
    }
    if (headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY) == null
        || contentLength(headers) > 0
        || headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      throw SignalingException.badRequest(
          "A WebSocket's handshake has a Sec-WebSocket-Key and no body.");
    }
    return match;
  }

  /** The headers that tell a browser which pages may see the reply (Fetch, §3.2). */
  Map<String, String> replyHeaders(HttpRequest request, RequestTarget target, int status) {
    Map<String, String> headers = new TreeMap<>();
    if (status == 426) {
      headers.put("Upgrade", "websocket");
      headers.put("Sec-WebSocket-Version", "13");
    }
    if (status == 405) {
      headers.put("Allow", String.join(", ", routes.allowed(target)));
    }
    @Nullable String exposed = crossOrigin.exposedAt(target.segments());
    if (exposed == null) {
      return headers;
    }
    headers.put("Vary", "Origin");
    @Nullable String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (origin == null || !crossOrigin.allows(origin, request.headers().get("Host"))) {
      return headers;
    }
    headers.put("Access-Control-Allow-Origin", origin);
    if (!exposed.isEmpty()) {
      headers.put("Access-Control-Expose-Headers", exposed);
    }
    if (request.method().name().equals("OPTIONS")) {
      preflight(request, target, headers);
    }
    return headers;
  }

  private void preflight(HttpRequest request, RequestTarget target, Map<String, String> headers) {
    headers.put("Access-Control-Allow-Methods", String.join(", ", routes.allowed(target)));
    @Nullable String wanted = request.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
    if (wanted != null) {
      headers.put("Access-Control-Allow-Headers", wanted);
    }
    headers.put("Access-Control-Max-Age", "600");
  }

  private RouteTable.Match options(RequestTarget target) {
    String allow = String.join(", ", routes.allowed(target));
    HttpReply reply = HttpReply.noContent().header("Allow", allow);
    return new RouteTable.Match(
        new RouteTable.Entry(
            "OPTIONS", PathTemplate.parse("/{path...}"), call -> reply.now(), false),
        Map.of());
  }

  private static void checkHead(HttpRequest request) {
    if (request.protocolVersion().majorVersion() != 1) {
      throw new SignalingException(
          505, "HTTP Version Not Supported", "Speak HTTP/1.1 to this server.");
    }
    HttpHeaders headers = request.headers();
    boolean needsHost = request.protocolVersion().minorVersion() > 0;
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (needsHost && hosts == 0)) {
      throw SignalingException.badRequest("A request has exactly one Host header.");
    }
    List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!encodings.isEmpty()
        && !(encodings.size() == 1 && encodings.get(0).trim().equalsIgnoreCase("chunked"))) {
      throw new SignalingException(
          501, "Not Implemented", "The only transfer coding this server reads is chunked.");
    }
    @Nullable String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.trim().equalsIgnoreCase("100-continue")) {
      throw new SignalingException(
          417, "Expectation Failed", "The only expectation this server meets is 100-continue.");
    }
  }

  private void checkOrigin(HttpRequest request, String method) {
    boolean preflight =
        method.equals("OPTIONS")
            && request.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    if (SAFE.contains(method) && !preflight) {
      return;
    }
    requireOrigin(request);
  }

  private void requireOrigin(HttpRequest request) {
    @Nullable String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    if (!crossOrigin.allows(origin, request.headers().get(HttpHeaderNames.HOST))) {
      throw new SignalingException(
          403,
          "Forbidden",
          "Pages of "
              + MediaTypes.quote(String.valueOf(origin))
              + " may not call this server; its operator can allow that origin.");
    }
  }

  private void checkBody(HttpRequest request, boolean streaming) {
    HttpHeaders headers = request.headers();
    @Nullable String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    if (coding != null && !coding.trim().toLowerCase(Locale.ROOT).equals("identity")) {
      throw new SignalingException(
          415,
          "Unsupported Media Type",
          "Send the body as it is, without the coding " + MediaTypes.quote(coding) + ".");
    }
    long length = contentLength(headers);
    if (!streaming && length > maxBodyBytes) {
      throw tooLarge(maxBodyBytes);
    }
  }

  /** Refuses what the decoder could make nothing of. */
  static void checkDecoded(DecoderResult result) {
    Throwable cause = result.cause();
    if (cause instanceof TooLongHttpLineException) {
      throw new SignalingException(
          414, "URI Too Long", "The request line may have at most " + LONGEST_LINE + " bytes.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      throw new SignalingException(
          431,
          "Request Header Fields Too Large",
          "The headers may have at most " + LONGEST_HEADERS + " bytes together.");
    }
    if (result.isFailure()) {
      throw SignalingException.badRequest("This is not an HTTP/1.1 request.");
    }
  }

  static SignalingException tooLarge(int maxBodyBytes) {
    return new SignalingException(
        413, "Content Too Large", "The body may have at most " + maxBodyBytes + " bytes.");
  }

  /** The announced length; 0 if none is. The decoder has refused what is no number. */
  static long contentLength(HttpHeaders headers) {
    @Nullable String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length.trim());
    } catch (NumberFormatException e) {
      throw SignalingException.badRequest("The Content-Length is not a number.");
    }
  }

  static Map<String, List<String>> copy(HttpHeaders headers) {
    TreeMap<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        header ->
            copy.computeIfAbsent(header.getKey(), unused -> new ArrayList<>())
                .add(header.getValue()));
    return copy;
  }
}
