package io.antiphon.signaling;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** One request. Immutable, but for its body, which can be streamed only once. */
public final class HttpCall {
  private final String method;
  private final RequestTarget target;
  private final Map<String, String> parameters;
  private final Map<String, List<String>> headers;
  private final InetSocketAddress remoteAddress;
  private final byte[] body;
  private final Flow.@Nullable Publisher<ByteBuffer> content;
  private volatile @Nullable String peer;

  HttpCall(
      String method,
      RequestTarget target,
      Map<String, String> parameters,
      Map<String, List<String>> headers,
      InetSocketAddress remoteAddress,
      byte[] body,
      Flow.@Nullable Publisher<ByteBuffer> content) {
    this.method = method;
    this.target = target;
    this.parameters = parameters;
    this.headers = headers;
    this.remoteAddress = remoteAddress;
    this.body = body;
    this.content = content;
    this.peer = parameters.get("id");
  }

  /** The method, such as {@code GET}; a {@code HEAD} request to a GET route says {@code HEAD}. */
  public String method() {
    return method;
  }

  /** The path, percent-decoded, starting with a slash. */
  public String path() {
    return target.path();
  }

  /**
   * The part of the path that stands for {@code {name}} in the route's template, percent-decoded.
   *
   * @throws IllegalArgumentException if the template has no such parameter
   */
  public String pathParameter(String name) {
    @Nullable String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter {" + name + "}");
    }
    return value;
  }

  /** The first value of a query parameter, decoded; null if it is absent. */
  public @Nullable String query(String name) {
    List<String> values = target.query().getOrDefault(name, List.of());
    return values.isEmpty() ? null : values.get(0);
  }

  /** A header's first value; null if it is absent. The case of its name does not matter. */
  public @Nullable String header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.isEmpty() ? null : values.get(0);
  }

  /** All values of a header, line by line. */
  public List<String> headers(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /** Where the request came from. */
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /**
   * The media type of the body in lower case, without parameters, such as {@code audio/l16}; null
   * if the request does not say.
   */
  public @Nullable String mediaType() {
    @Nullable String type = header("Content-Type");
    return type == null ? null : MediaTypes.essence(type);
  }

  /** The whole body, empty for a streamed one; a new array. */
  public byte[] body() {
    return body.clone();
  }

  /** The whole body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /**
   * The whole body as a JSON object.
   *
   * @throws SignalingException 415 if the request says the body is something else, 400 with the
   *     position if it is not JSON, 400 if it is JSON but no object
   */
  public JsonObject json() {
    @Nullable String type = mediaType();
    if (type != null && !type.equals("application/json") && !type.endsWith("+json")) {
      throw new SignalingException(
          415,
          "Unsupported Media Type",
          "Send the body as application/json, not as " + MediaTypes.quote(type) + ".");
    }
    return JsonObject.parse(body);
  }

  /**
   * The body as it arrives, for routes registered with {@link
   * SignalingServerBuilder#streamingRoute}.
   *
   * <p>One subscriber; its signals come on a network thread, one after the other, and it may ask
   * for more from any thread. Nothing is read from the network that was not asked for. Each buffer
   * belongs to the subscriber. A body that breaks off ends in {@code onError}; cancelling gives up
   * the connection once the reply is sent.
   *
   * @throws IllegalStateException if the route is not a streaming one
   */
  public Flow.Publisher<ByteBuffer> content() {
    if (content == null) {
      throw new IllegalStateException("only a streaming route has a streamed body");
    }
    return content;
  }

  /** Notes whom the request is about, for the log. */
  void concerns(String peerId) {
    peer = peerId;
  }

  @Nullable String peer() {
    return peer;
  }
}
