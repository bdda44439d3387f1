package io.antiphon.signaling;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to a signaling server. Each call waits for its answer; thread-safe.
 *
 * <p>What fails does so with one sentence: a {@link SignalingException} when the server refuses,
 * with its own title and detail; an {@link IOException} when it cannot be reached or understood.
 */
public final class SignalingClient {
  private static final int LARGEST_REPLY = 1 << 20;

  private final URI server;
  private final HttpClient http;
  private final Duration replyTimeout;

  private SignalingClient(URI server, HttpClient http, Duration replyTimeout) {
    this.server = server;
    this.http = http;
    this.replyTimeout = replyTimeout;
  }

  /** A client that waits 5 s for a connection and 15 s for a reply. */
  public static SignalingClient to(URI server) {
    return to(server, Duration.ofSeconds(5), Duration.ofSeconds(15));
  }

  /**
   * A client of that server.
   *
   * @param server such as {@code http://127.0.0.1:8910}; the paths of the calls are put behind it
   * @param connectTimeout for the connection alone
   * @param replyTimeout for the whole call
   * @throws IllegalArgumentException if it is no absolute URL of scheme http or https
   */
  public static SignalingClient to(URI server, Duration connectTimeout, Duration replyTimeout) {
    String scheme = String.valueOf(server.getScheme());
    boolean http = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
    if (!http || server.getHost() == null) {
      throw new IllegalArgumentException("no http:// or https:// URL: " + server);
    }
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .build();
    return new SignalingClient(server, client, replyTimeout);
  }

  /**
   * Sends an offer.
   *
   * @throws SignalingException if the server refuses it
   * @throws IOException if the server cannot be reached in time, or answers something else
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Answer offer(Offer offer) throws IOException, InterruptedException {
    URI uri = at("/offer");
    byte[] reply = send(post(uri, offer));
    try {
      JsonObject answer = JsonObject.parse(reply);
      return new Answer(answer.string("sdp"), answer.string("type"), answer.string("id"));
    } catch (SignalingException e) {
      throw new IOException(uri + " answered, but not with an answer: " + e.detail());
    }
  }

  /**
   * Sends a candidate, or the end of them.
   *
   * @param id of the peer, as its answer named it
   * @throws SignalingException if the server refuses it
   * @throws IOException if the server cannot be reached in time
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void candidate(String id, IceCandidate candidate)
      throws IOException, InterruptedException {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("id", id);
    body.put("candidate", candidate);
    send(post(at("/ice-candidate"), body));
  }

  /**
   * Closes a peer.
   *
   * @param id of the peer, as its answer named it
   * @throws SignalingException if the server refuses it, 404 if the peer is gone already
   * @throws IOException if the server cannot be reached in time
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void close(String id) throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(at("/peers/" + PathTemplate.encode(id))).DELETE());
  }

  private static HttpRequest.Builder post(URI uri, Object body) {
    return HttpRequest.newBuilder(uri)
        .header("Content-Type", MediaTypes.JSON)
        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
  }

  private URI at(String path) {
    String base = server.toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  private byte[] send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.header("Accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> pending =
        http.sendAsync(request, response -> new BoundedBody(LARGEST_REPLY));
    HttpResponse<byte[]> response;
    try {
      // HttpRequest.timeout would end with the headers; this covers the body as well.
      response = pending.get(replyTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw unreachable(Objects.requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      throw new HttpTimeoutException(
          server + " did not answer within " + replyTimeout.toMillis() + " ms");
    } finally {
      pending.cancel(true);
    }
    if (response.statusCode() / 100 != 2) {
      throw refusal(request, response);
    }
    return response.body();
  }

  private IOException unreachable(Throwable cause) {
    if (cause instanceof HttpConnectTimeoutException) {
      return new IOException(server + " cannot be connected to: no reply in time", cause);
    }
    if (cause instanceof ConnectException refused) {
      boolean unknown = refused.getCause() instanceof UnresolvedAddressException;
      String reason = unknown ? "no such host is known" : "nothing listens there";
      return new IOException(server + " cannot be connected to: " + reason, cause);
    }
    @Nullable String message = cause.getMessage();
    String reason = message == null ? cause.getClass().getSimpleName() : message;
    return new IOException(server + " broke the call off: " + reason, cause);
  }

  /** A refusal in the server's words, as far as it found any. */
  private static SignalingException refusal(HttpRequest request, HttpResponse<byte[]> response)
      throws IOException {
    int status = response.statusCode();
    String what = request.method() + " " + request.uri() + " was answered " + status;
    if (status < 400 || status > 599) {
      throw new IOException(what + ", which is neither a success nor a refusal");
    }
    String title = "";
    String detail = "";
    try {
      JsonObject problem = JsonObject.parse(response.body());
      title = orEmpty(problem.stringOrNull("title"));
      detail = orEmpty(problem.stringOrNull("detail"));
    } catch (SignalingException e) {
      // Not every refusal is a problem+json; its status speaks for it.
    }
    String message = what + (title.isEmpty() ? "" : " " + title);
    return new SignalingException(
        status, title, detail, detail.isEmpty() ? message : message + ": " + detail);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
