package io.antiphon.client;

import io.antiphon.sdp.SdpFormatException;
import io.antiphon.sdp.SdpFragment;
import io.antiphon.sdp.SessionDescription;
import io.antiphon.signaling.SignalingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * WHIP (RFC 9725): the offer is posted to an endpoint, which makes a session of it; the session's
 * URL is what it is called by. ICE is restarted by {@code PATCH} (§4.3.2) where the session has an
 * {@code ETag}.
 */
final class WhipSignaling implements Signaling {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration REPLY = Duration.ofSeconds(10);
  private static final Duration GOODBYE = Duration.ofSeconds(2);
  private static final String FRAGMENT = "application/trickle-ice-sdpfrag";

  private final URI endpoint;
  private final @Nullable String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          // §4.4: an endpoint may send its clients to another.
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private @Nullable String entityTag;
  private String answer = "";

  /**
   * For sessions of one endpoint.
   *
   * @param token to be shown as a bearer (RFC 6750); null for none
   */
  WhipSignaling(URI endpoint, @Nullable String token) {
    this.endpoint = endpoint;
    this.token = token;
  }

  @Override
  public synchronized Answered offer(String sdp) throws IOException, InterruptedException {
    HttpResponse<String> response =
        send(request(endpoint, REPLY).header("Content-Type", "application/sdp").POST(text(sdp)));
    if (response.statusCode() != 201) {
      throw new IOException(
          endpoint + " answered " + response.statusCode() + ", and not 201 as WHIP does.");
    }
    String location = response.headers().firstValue("Location").orElse(null);
    if (location == null) {
      throw new IOException(endpoint + " answered without saying where the session is.");
    }
    entityTag = response.headers().firstValue("ETag").orElse(null);
    answer = response.body();
    return new Answered(response.uri().resolve(location).toString(), answer);
  }

  @Override
  public synchronized String restart(String id, String sdp)
      throws IOException, InterruptedException {
    if (entityTag == null) {
      throw new SignalingException(404, "No ETag", "The session does not offer to restart ICE.");
    }
    HttpResponse<String> response =
        send(
            request(URI.create(id), REPLY)
                .header("Content-Type", FRAGMENT)
                .header("If-Match", "*")
                .method("PATCH", text(fragmentOf(sdp))));
    entityTag = response.headers().firstValue("ETag").orElse(entityTag);
    answer = restarted(answer, response.body());
    return answer;
  }

  private static String fragmentOf(String sdp) throws IOException {
    try {
      return SdpFragment.of(SessionDescription.parse(sdp)).toString();
    } catch (SdpFormatException e) {
      throw new IOException("our offer is no SDP", e);
    }
  }

  /** The answer before, with the credentials and candidates of the fragment. */
  private static String restarted(String answer, String fragment) throws IOException {
    try {
      return SdpFragment.parse(fragment).restart(SessionDescription.parse(answer)).toString();
    } catch (SdpFormatException | IllegalArgumentException e) {
      throw new IOException("The answer to the ICE restart is malformed: " + e.getMessage(), e);
    }
  }

  @Override
  public void hangUp(String id) throws IOException, InterruptedException {
    send(request(URI.create(id), GOODBYE).DELETE());
  }

  @Override
  public boolean isServing() throws InterruptedException {
    return Reachability.of(endpoint, "OPTIONS");
  }

  private HttpRequest.Builder request(URI uri, Duration patience) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(patience);
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    return builder;
  }

  private static HttpRequest.BodyPublisher text(String body) {
    return HttpRequest.BodyPublishers.ofString(body);
  }

  private HttpResponse<String> send(HttpRequest.Builder builder)
      throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (java.net.ConnectException e) {
      throw new IOException(request.uri() + " cannot be connected to: nothing listens there", e);
    }
    int status = response.statusCode();
    if (status >= 400) {
      String what = request.method() + " " + request.uri() + " was answered " + status + ".";
      throw new SignalingException(Math.min(status, 599), "Refused", what);
    }
    return response;
  }
}
